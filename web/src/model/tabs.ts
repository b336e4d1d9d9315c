import type { ParameterInputs } from './sqlParameters';
import { changeItem, startRun, type RunItemChange, type StatementToRun, type TabRun } from './tabsRun';
import { mergeTabs, type TabDraft, type StoredTab } from './tabsMerge';

/** A tab as the editor holds it: the server's copy, and what was changed here since. */
export interface EditorTab {
  readonly id: string;
  readonly title: string;
  readonly query: string;
  readonly parameters: ParameterInputs;
  /** Orders the tabs; between two neighbours there is room for a third. */
  readonly position: number;
  /** The query whose result the tab shows. */
  readonly queryId?: string;
  readonly savedQueryId?: string;
  /** What the places under the editor keep: chart, grid layout, live. */
  readonly view: unknown;
  /** Counts the changes made here. */
  readonly revision: number;
  /** The revision that the server has confirmed; below `revision` while something is still to be sent. */
  readonly storedRevision: number;
  /** The server's time of the copy that this one grew from; absent for a tab that the server has never seen. */
  readonly updatedAt?: string;
  readonly run?: TabRun;
}

export interface ClosedTab {
  readonly tab: EditorTab;
  readonly index: number;
}

export interface TabsState {
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly problem?: string;
  readonly code?: string;
  readonly tabs: readonly EditorTab[];
  readonly activeId?: string;
  /** The last closed first. */
  readonly closed: readonly ClosedTab[];
}

export interface NewTab {
  readonly id: string;
  readonly title?: string;
  readonly query?: string;
  readonly parameters?: ParameterInputs;
  readonly savedQueryId?: string;
  readonly queryId?: string;
  readonly view?: unknown;
}

/** `null` takes the tab off its saved query. */
export type TabChange = Partial<Pick<EditorTab, 'title' | 'query' | 'parameters' | 'queryId' | 'view'>> & {
  readonly savedQueryId?: string | null;
};

export type TabsAction =
  | { readonly kind: 'loaded'; readonly stored: readonly StoredTab[]; readonly drafts: readonly TabDraft[]; readonly wanted?: string; readonly spareIds: readonly string[] }
  | { readonly kind: 'loadFailed'; readonly problem: string; readonly code?: string }
  | { readonly kind: 'opened'; readonly tab: NewTab }
  | { readonly kind: 'closed'; readonly id: string }
  | { readonly kind: 'closeUndone'; readonly id: string; readonly freshId: string }
  | { readonly kind: 'activated'; readonly id: string }
  | { readonly kind: 'moved'; readonly id: string; readonly toIndex: number }
  | { readonly kind: 'changed'; readonly id: string; readonly change: TabChange }
  | { readonly kind: 'stored'; readonly id: string; readonly revision: number; readonly updatedAt: string }
  | { readonly kind: 'runStarted'; readonly id: string; readonly statements: readonly StatementToRun[] }
  | { readonly kind: 'runRestored'; readonly id: string; readonly run: TabRun }
  | { readonly kind: 'runChanged'; readonly id: string; readonly index: number; readonly change: RunItemChange };

export const initialTabs: TabsState = { phase: 'loading', tabs: [], closed: [] };

const keptClosed = 20;

export function reduceTabs(state: TabsState, action: TabsAction): TabsState {
  switch (action.kind) {
    case 'loaded':
      return loaded(state, action);
    case 'loadFailed':
      return { ...state, phase: 'failed', problem: action.problem, ...(action.code === undefined ? {} : { code: action.code }) };
    case 'opened':
      return opened(state, action.tab);
    case 'closed':
      return closed(state, action.id);
    case 'closeUndone':
      return closeUndone(state, action.id, action.freshId);
    case 'activated':
      return state.tabs.some(({ id }) => id === action.id) ? { ...state, activeId: action.id } : state;
    case 'moved':
      return moved(state, action.id, action.toIndex);
    default:
      return { ...state, tabs: state.tabs.map((tab) => (tab.id === action.id ? reduceTab(tab, action) : tab)) };
  }
}

type OneTabAction = Extract<TabsAction, { kind: 'changed' | 'stored' | 'runStarted' | 'runRestored' | 'runChanged' }>;

function reduceTab(tab: EditorTab, action: OneTabAction): EditorTab {
  switch (action.kind) {
    case 'changed':
      return changed(tab, action.change);
    case 'stored':
      return { ...tab, storedRevision: Math.max(tab.storedRevision, action.revision), updatedAt: action.updatedAt };
    case 'runStarted':
      return { ...tab, run: startRun(action.statements) };
    case 'runRestored':
      return tab.run ? tab : { ...tab, run: action.run };
    case 'runChanged':
      return tab.run ? { ...tab, run: changeItem(tab.run, action.index, action.change) } : tab;
  }
}

function changed(tab: EditorTab, change: TabChange): EditorTab {
  const { savedQueryId: linked, ...rest } = change;
  const { savedQueryId: current, ...unlinked } = tab;
  const savedQueryId = linked === undefined ? current : linked;
  const next = { ...unlinked, ...rest, revision: tab.revision + 1 };
  return savedQueryId === undefined || savedQueryId === null ? next : { ...next, savedQueryId };
}

/** Tabs that were opened before the answer came, as from the list of tables, stay: they hold what somebody asked for. */
function loaded(early: TabsState, action: Extract<TabsAction, { kind: 'loaded' }>): TabsState {
  const merged = mergeTabs(action.stored, action.drafts, action.spareIds.slice(1));
  const [firstId = ''] = action.spareIds;
  const opened = early.tabs.filter(({ id }) => !merged.some((tab) => tab.id === id));
  const tabs = merged.length + opened.length > 0 ? merged : [newTab({ id: firstId }, [])];
  const wanted = tabs.find(({ id }) => id === action.wanted) ?? tabs[0];
  const state: TabsState = { phase: 'ready', tabs, closed: early.closed, ...(wanted ? { activeId: wanted.id } : {}) };
  return opened.reduce(insertedAsActive, state);
}

/** A new tab stands behind the active one, as in a browser. */
function opened(state: TabsState, fields: NewTab): TabsState {
  const known = state.tabs.find(({ id }) => id === fields.id);
  if (known) return { ...state, activeId: known.id };
  return insertedAsActive(state, newTab(fields, state.tabs));
}

function insertedAsActive(state: TabsState, tab: EditorTab): TabsState {
  const active = state.tabs.findIndex(({ id }) => id === state.activeId);
  const index = active < 0 ? state.tabs.length : active + 1;
  return { ...inserted(state, tab, index), activeId: tab.id };
}

function newTab(fields: NewTab, others: readonly EditorTab[]): EditorTab {
  const { id, title = untitled(others), query = '', parameters = {}, view = {}, savedQueryId, queryId } = fields;
  const links = { ...(savedQueryId === undefined ? {} : { savedQueryId }), ...(queryId === undefined ? {} : { queryId }) };
  return { id, title, query, parameters, view, ...links, position: 1, revision: 1, storedRevision: 0 };
}

/** The lowest number that no tab has. */
export function untitled(others: readonly Pick<EditorTab, 'title'>[]): string {
  const taken = new Set(others.map(({ title }) => title));
  let number = 1;
  while (taken.has(`Query ${number}`)) number += 1;
  return `Query ${number}`;
}

function inserted(state: TabsState, tab: EditorTab, index: number): TabsState {
  const before = state.tabs[index - 1]?.position;
  const after = state.tabs[index]?.position;
  const position = between(before, after);
  const tabs = [...state.tabs.slice(0, index), { ...tab, position }, ...state.tabs.slice(index)];
  const hasRoom = (before === undefined || before < position) && (after === undefined || position < after);
  return { ...state, tabs: hasRoom ? tabs : renumbered(tabs) };
}

function between(before: number | undefined, after: number | undefined): number {
  if (before === undefined) return after === undefined ? 1 : after - 1;
  return after === undefined ? before + 1 : before + (after - before) / 2;
}

/** Where halving has used up the digits of a double. */
function renumbered(tabs: readonly EditorTab[]): EditorTab[] {
  return tabs.map((tab, index) => ({ ...tab, position: index + 1, revision: tab.revision + 1 }));
}

function closed(state: TabsState, id: string): TabsState {
  const index = state.tabs.findIndex((tab) => tab.id === id);
  const tab = state.tabs[index];
  if (!tab) return state;
  const tabs = state.tabs.filter((other) => other.id !== id);
  const next = state.activeId === id ? (tabs[index] ?? tabs[index - 1])?.id : state.activeId;
  const { activeId: _, ...rest } = state;
  const remembered = [{ tab, index }, ...state.closed].slice(0, keptClosed);
  return { ...rest, tabs, closed: remembered, ...(next === undefined ? {} : { activeId: next }) };
}

/** Under a fresh id, as the server may still be deleting the old one. */
function closeUndone(state: TabsState, id: string, freshId: string): TabsState {
  const entry = state.closed.find(({ tab }) => tab.id === id);
  if (!entry) return state;
  const { updatedAt: _, ...kept } = entry.tab;
  const tab = { ...kept, id: freshId, revision: kept.revision + 1, storedRevision: 0 };
  const rest = { ...state, closed: state.closed.filter((other) => other !== entry) };
  return { ...inserted(rest, tab, Math.min(entry.index, state.tabs.length)), activeId: freshId };
}

function moved(state: TabsState, id: string, toIndex: number): TabsState {
  const tab = state.tabs.find((other) => other.id === id);
  const others = state.tabs.filter((other) => other.id !== id);
  const index = Math.max(0, Math.min(toIndex, others.length));
  if (!tab || state.tabs[index]?.id === id) return state;
  return inserted({ ...state, tabs: others }, { ...tab, revision: tab.revision + 1 }, index);
}

export function activeTab(state: TabsState): EditorTab | undefined {
  return state.tabs.find(({ id }) => id === state.activeId);
}

export function hasUnstoredChanges(tab: EditorTab): boolean {
  return tab.revision > tab.storedRevision;
}

/** Whether a tab differs from the saved query that it was opened from. */
export function differsFromSaved(
  tab: Pick<EditorTab, 'query' | 'parameters'>,
  saved: { readonly query: string; readonly parameters: ParameterInputs },
): boolean {
  return tab.query !== saved.query || !sameInputs(tab.parameters, saved.parameters);
}

function sameInputs(one: ParameterInputs, other: ParameterInputs): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => {
    const [left, right] = [one[name], other[name]];
    return left?.type === right?.type && left?.text === right?.text && left?.isNull === right?.isNull;
  });
}
