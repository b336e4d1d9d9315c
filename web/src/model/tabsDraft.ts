import { array, nullable, number, object, record, string, unknown, type Decoder } from './decode';
import { parseJson } from './json';
import type { StoredParameter, TabDraft } from './tabsMerge';

const value: Decoder<StoredParameter['value']> = (found) =>
  typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? found : null;

const draft: Decoder<TabDraft> = object(
  {
    id: string,
    title: string,
    query: string,
    parameters: record(object({ type: string, value: nullable(value) })),
    position: number,
    view: unknown,
  },
  { queryId: string, savedQueryId: string, updatedAt: string },
);

/** A draft from the browser's storage; undefined for one that is not readable, as from another version of the page. */
export function decodeDraft(json: string): TabDraft | undefined {
  try {
    return draft(parseJson(json));
  } catch {
    return undefined;
  }
}

const drafts = array(draft);

/** Those of a list; none if it is not readable. */
export function parseDrafts(json: string): readonly TabDraft[] {
  try {
    return drafts(parseJson(json));
  } catch {
    return [];
  }
}
