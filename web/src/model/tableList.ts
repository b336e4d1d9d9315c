import { applyToList, noteCommitTime, noteTimes, type CommitTimes, type FeedTable, type TableEvent } from './tableFeed';

/**
 * The list of tables and how it is kept new: asked for once, then changed by events, and asked for again when an event
 * can't tell all.
 */
export interface TableListState<Entry extends FeedTable> {
  /** Undefined before the first answer. */
  readonly tables: readonly Entry[] | undefined;
  /** Of the newest attempt; tables that were there stay. */
  readonly error: Error | undefined;
  readonly times: CommitTimes;
  /** `needed` → (start) `fetching` → (an event that needs more) `fetchingAgain` → (answer) `needed`, else `idle`. */
  readonly phase: 'needed' | 'fetching' | 'fetchingAgain' | 'idle';
  /** Counts how often the list came to be `needed`: it may go from there round to there between two renderings. */
  readonly round: number;
  /** Events since the request went out: the answer may be older than they are. */
  readonly since: readonly TableEvent[];
}

export type TableListAction<Entry extends FeedTable> =
  | { readonly type: 'start' }
  | { readonly type: 'answer'; readonly tables: readonly Entry[] }
  | { readonly type: 'failure'; readonly error: Error }
  | { readonly type: 'event'; readonly event: TableEvent }
  | { readonly type: 'times'; readonly table: string; readonly times: readonly number[] }
  | { readonly type: 'reload' };

export function emptyTableList<Entry extends FeedTable>(): TableListState<Entry> {
  return { tables: undefined, error: undefined, times: new Map(), phase: 'needed', round: 0, since: [] };
}

export function tableListReducer<Entry extends FeedTable>(
  state: TableListState<Entry>,
  action: TableListAction<Entry>,
): TableListState<Entry> {
  const next = afterAction(state, action);
  return next.phase === 'needed' && state.phase !== 'needed' ? { ...next, round: state.round + 1 } : next;
}

function afterAction<Entry extends FeedTable>(
  state: TableListState<Entry>,
  action: TableListAction<Entry>,
): TableListState<Entry> {
  switch (action.type) {
    case 'start':
      return { ...state, phase: 'fetching', since: [] };
    case 'answer':
      return {
        ...state,
        tables: state.since.reduce((tables, event) => applyToList(tables, event).tables, action.tables),
        error: undefined,
        phase: phaseAfterFetch(state),
        since: [],
      };
    case 'failure':
      return { ...state, error: action.error, phase: phaseAfterFetch(state), since: [] };
    case 'event':
      return afterEvent(state, action.event);
    case 'times':
      return { ...state, times: noteTimes(state.times, action.table, action.times) };
    case 'reload':
      return { ...state, phase: isFetching(state) ? 'fetchingAgain' : 'needed' };
  }
}

function afterEvent<Entry extends FeedTable>(state: TableListState<Entry>, event: TableEvent): TableListState<Entry> {
  const times = noteCommitTime(state.times, event);
  const since = isFetching(state) ? [...state.since, event] : state.since;
  if (!state.tables) return { ...state, times, since };
  const { tables, refetch } = applyToList(state.tables, event);
  const wanted = isFetching(state) ? 'fetchingAgain' : 'needed';
  return { ...state, tables, times, since, phase: refetch === 'list' ? wanted : state.phase };
}

/** What came up while the list was fetched still wants to be told, whether that went well or not. */
function phaseAfterFetch({ phase }: { readonly phase: string }): 'needed' | 'idle' {
  return phase === 'fetchingAgain' ? 'needed' : 'idle';
}

function isFetching({ phase }: { readonly phase: string }): boolean {
  return phase === 'fetching' || phase === 'fetchingAgain';
}
