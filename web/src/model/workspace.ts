import { array, nullable, number, object, record, string, under, unknown, type Decoder } from './decode';
import type { QueryParameter, QueryParameters } from './query';
import type { StoredTab } from './tabsMerge';

export interface SavedQuery {
  readonly id: string;
  readonly name: string;
  /** "" or "a/b". */
  readonly folder: string;
  readonly query: string;
  readonly parameters: QueryParameters;
  readonly view: unknown;
  readonly description?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type SavedQueryDraft = Omit<SavedQuery, 'id' | 'createdAt' | 'updatedAt'>;

const scalar: Decoder<QueryParameter['value']> = (value) =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;

const parameters = record(object({ type: string, value: nullable(scalar) }));

export const decodeTab: Decoder<StoredTab> = object(
  { id: string, title: string, query: string, parameters, position: number, view: unknown, updatedAt: string },
  { queryId: string, savedQueryId: string },
);

export const decodeTabs: Decoder<readonly StoredTab[]> = under('tabs', array(decodeTab));

export const decodeSavedQuery: Decoder<SavedQuery> = object(
  {
    id: string,
    name: string,
    folder: string,
    query: string,
    parameters,
    view: unknown,
    createdAt: string,
    updatedAt: string,
  },
  { description: string },
);

export const decodeSavedQueries: Decoder<readonly SavedQuery[]> = under('savedQueries', array(decodeSavedQuery));
