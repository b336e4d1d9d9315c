import { emptyInput, isParameterType, type ParameterInput, type ParameterInputs } from './sqlParameters';
import type { EditorTab } from './tabs';

/** openapi's `Tab`. A parameter's value is what was typed, so that a half-typed one is kept too. */
export interface StoredTab {
  readonly id: string;
  readonly title: string;
  readonly query: string;
  readonly parameters: StoredParameters;
  readonly position: number;
  readonly queryId?: string;
  readonly savedQueryId?: string;
  readonly view: unknown;
  readonly updatedAt: string;
}

export type StoredParameters = Readonly<Record<string, StoredParameter>>;

export interface StoredParameter {
  readonly type: string;
  readonly value: string | number | boolean | null;
}

/** A tab's changes that the server has not confirmed, kept in the browser; `updatedAt` is that of the copy they grew from. */
export interface TabDraft {
  readonly id: string;
  readonly title: string;
  readonly query: string;
  readonly parameters: StoredParameters;
  readonly position: number;
  readonly queryId?: string;
  readonly savedQueryId?: string;
  readonly view: unknown;
  readonly updatedAt?: string;
}

/**
 * The server's tabs with this browser's drafts. A draft of the copy that the server still has continues it. If the tab
 * was changed elsewhere meanwhile, both texts are kept: the server's, and the draft as a tab of its own. A draft of a
 * tab that the server does not have is kept too: no text that somebody typed is lost.
 */
export function mergeTabs(stored: readonly StoredTab[], drafts: readonly TabDraft[], spareIds: readonly string[]): EditorTab[] {
  const spare = [...spareIds];
  const tabs = new Map(stored.map((tab) => [tab.id, tabOf(tab)]));
  for (const draft of drafts) {
    const current = tabs.get(draft.id);
    if (!current || current.updatedAt === draft.updatedAt) tabs.set(draft.id, draftTab(draft, draft.id, draft.title));
    else if (current.query !== draft.query) {
      const id = spare.shift();
      if (id !== undefined) tabs.set(id, draftTab(draft, id, `${draft.title} (kept here)`));
    }
  }
  return [...tabs.values()].sort((one, other) => one.position - other.position);
}

export function tabOf(stored: StoredTab): EditorTab {
  const { parameters, ...fields } = stored;
  return { ...fields, parameters: inputsOf(parameters), revision: 0, storedRevision: 0 };
}

function draftTab(draft: TabDraft, id: string, title: string): EditorTab {
  const { parameters, updatedAt, ...fields } = draft;
  const base = id === draft.id && updatedAt !== undefined ? { updatedAt } : {};
  return { ...fields, ...base, id, title, parameters: inputsOf(parameters), revision: 1, storedRevision: 0 };
}

export function draftOf(tab: EditorTab): TabDraft {
  const { id, title, query, position, queryId, savedQueryId, view, updatedAt } = tab;
  return {
    id,
    title,
    query,
    parameters: storedParameters(tab.parameters),
    position,
    view,
    ...(queryId === undefined ? {} : { queryId }),
    ...(savedQueryId === undefined ? {} : { savedQueryId }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
  };
}

export function inputsOf(parameters: StoredParameters): ParameterInputs {
  return Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, inputOf(parameter)]));
}

function inputOf({ type, value }: StoredParameter): ParameterInput {
  const known = isParameterType(type) ? type : 'string';
  return value === null ? { ...emptyInput(known), isNull: true } : { type: known, text: String(value), isNull: false };
}

export function storedParameters(inputs: ParameterInputs): StoredParameters {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { type, text, isNull }]) => [name, { type, value: isNull ? null : text }]),
  );
}
