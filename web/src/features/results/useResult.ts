import { useEffect, useMemo, useState } from 'react';
import { cancelQuery, getRows, runQuery, startQuery } from '../../api/queries';
import { failureOf, type Failure } from '../../model/apiError';
import type { ColumnMeta, Row } from '../../model/cellType';
import type { RunDerived } from '../../model/chartRemote';
import { derivableKeys, wishesSQL } from '../../model/deriveSQL';
import { estimateBytes } from '../../model/gridBytes';
import { arrangeRows, localRowLimit } from '../../model/gridLocal';
import { RowsInMemory, type GridRows } from '../../model/gridRows';
import { hasWishes, picks, type GridWishes } from '../../model/gridWishes';
import { useStore } from '../../ui/useStore';
import { ResultFeed, type FeedState } from './resultFeed';

/** Rows that the panel shows, wherever they are: of a query on the server, or of a frame in memory. */
export interface ResultSource {
  readonly columns: readonly ColumnMeta[];
  readonly sample: readonly Row[];
  readonly rows: GridRows;
  readonly rowCount: number;
  readonly isComplete: boolean;
  /** All rows, where they are in memory anyway. */
  readonly memory?: readonly Row[];
  /** The query that the server can derive others from. */
  readonly queryId?: string;
}

export function useFeed(queryId: string): { readonly feed: ResultFeed; readonly state: FeedState } {
  const feed = useMemo(() => new ResultFeed(queryId), [queryId]);
  useEffect(() => {
    feed.start();
    return () => feed.stop();
  }, [feed]);
  return { feed, state: useStore(feed) };
}

const localByteLimit = 32 * 1024 * 1024;

/** Few and small enough to be sorted, filtered and drawn in the browser. */
export function isLocal({ memory, isComplete, rowCount, sample }: ResultSource): boolean {
  if (memory) return true;
  const perRow = sample.length === 0 ? 0 : estimateBytes(sample) / sample.length;
  return isComplete && rowCount <= localRowLimit && perRow * rowCount <= localByteLimit;
}

export type AllRows = { readonly rows?: readonly Row[]; readonly failure?: Failure };

/** All rows of a small result, brought only when they are wanted. */
export function useAllRows(source: ResultSource, isWanted: boolean): AllRows {
  const { queryId, memory, rowCount } = source;
  const [loaded, setLoaded] = useState<AllRows & { readonly queryId: string }>();
  const brings = isWanted && memory === undefined && isLocal(source);
  useEffect(() => {
    if (!brings || queryId === undefined) return undefined;
    const controller = new AbortController();
    getRows(queryId, 0, localRowLimit, controller.signal).then(
      ({ rows }) => setLoaded({ queryId, rows }),
      (problem: unknown) => {
        if (!controller.signal.aborted) setLoaded({ queryId, failure: failureOf(problem) });
      },
    );
    return () => controller.abort();
  }, [queryId, brings, rowCount]);
  return useMemo(() => {
    if (memory) return { rows: memory };
    return loaded && loaded.queryId === queryId ? loaded : {};
  }, [memory, loaded, queryId]);
}

export interface Arranged {
  readonly rows: GridRows;
  readonly rowCount: number;
  readonly isBusy: boolean;
  readonly failure?: Failure;
  /** All of them in their order, where they were arranged in the browser. */
  readonly memory?: readonly Row[];
  /** The query whose rows are shown: exports and copies of a filtered result are its. */
  readonly queryId?: string;
}

/** The rows as a person wished them: small results here, large ones by a query over the spooled result. */
export function useArranged(source: ResultSource, wishes: GridWishes, zone: string): Arranged {
  const wishesAny = hasWishes(wishes);
  const local = isLocal(source);
  const all = useAllRows(source, wishesAny && local);
  const order = useMemo(() => (wishesAny && all.rows ? arrangeRows(source.columns, all.rows, wishes, zone) : undefined), [wishesAny, all.rows, source.columns, wishes, zone]);
  const memory = useMemo(() => order?.flatMap((index) => {
    const row = all.rows?.[index];
    return row ? [row] : [];
  }), [all.rows, order]);
  const inMemory = useMemo(() => (memory ? new RowsInMemory(memory) : undefined), [memory]);
  const sql = wishesAny && !local && source.isComplete ? wishesSQL(source.columns, wishes, zone) : undefined;
  const derived = useDerived(source.queryId, sql);
  const base = { rows: source.rows, rowCount: source.rowCount, ...(source.queryId === undefined ? {} : { queryId: source.queryId }) };
  if (!wishesAny) return { ...base, isBusy: false };
  if (local) {
    if (inMemory && memory) return { rows: inMemory, memory, rowCount: memory.length, isBusy: false };
    return { ...base, isBusy: all.failure === undefined, ...(all.failure ? { failure: all.failure } : {}) };
  }
  if (derived.state?.phase === 'shown') return { rows: derived.state.rows, rowCount: derived.state.rowCount, isBusy: !derived.state.isComplete, ...(derived.queryId === undefined ? {} : { queryId: derived.queryId }) };
  const failure = derived.failure ?? (derived.state?.phase === 'failed' ? derived.state.failure : undefined);
  return { ...base, isBusy: failure === undefined, ...(failure ? { failure } : {}) };
}

/** The rows that the grid shows as a source of their own, for the chart. An order alone asks nothing of the server. */
export function useShown(source: ResultSource, arranged: Arranged, wishes: GridWishes): ResultSource {
  const { rows, rowCount, memory, queryId, isBusy, failure } = arranged;
  const isOther = memory !== undefined || picks(wishes);
  const isComplete = source.isComplete && !isBusy && failure === undefined;
  return useMemo(() => {
    if (!isOther) return source;
    const { columns, sample } = source;
    return { columns, sample, rows, rowCount, isComplete, ...(memory ? { memory } : {}), ...(queryId === undefined ? {} : { queryId }) };
  }, [source, isOther, isComplete, rows, rowCount, memory, queryId]);
}

/** How to come by the query whose rows are those on the screen; undefined when the server can't have one. */
export function exportTarget(source: ResultSource, arranged: Arranged, wishes: GridWishes, zone: string): ((signal: AbortSignal) => Promise<string>) | undefined {
  const { columns, queryId, isComplete } = source;
  if (!isComplete || arranged.isBusy || queryId === undefined) return undefined;
  if (arranged.memory === undefined) return async () => arranged.queryId ?? queryId;
  if (derivableKeys(columns).size < columns.length) return undefined;
  return async (signal) => (await runQuery({ query: wishesSQL(columns, wishes, zone), result: queryId }, signal)).queryId;
}

interface Derived {
  readonly queryId?: string;
  readonly state?: FeedState;
  readonly failure?: Failure;
}

/** Runs a statement over the result and follows its rows. One that nobody waits for any more is cancelled. */
function useDerived(queryId: string | undefined, sql: string | undefined): Derived {
  const [derived, setDerived] = useState<Derived & { readonly sql?: string }>({});
  useEffect(() => {
    if (queryId === undefined || sql === undefined) return undefined;
    const controller = new AbortController();
    let feed: ResultFeed | undefined;
    startQuery({ query: sql, result: queryId }, controller.signal).then(
      (id) => {
        if (controller.signal.aborted) return void cancelQuery(id).catch(() => undefined);
        const own = new ResultFeed(id);
        feed = own;
        own.subscribe(() => setDerived({ sql, queryId: id, state: own.get() }));
        own.start();
        return undefined;
      },
      (problem: unknown) => {
        if (!controller.signal.aborted) setDerived({ sql, failure: failureOf(problem) });
      },
    );
    return () => {
      controller.abort();
      const state = feed?.get();
      feed?.stop();
      if (feed && !(state?.phase === 'shown' && state.isComplete)) cancelQuery(feed.queryId).catch(() => undefined);
    };
  }, [queryId, sql]);
  return derived.sql === sql ? derived : {};
}

/** Runs short statements over a result, for statistics and charts. */
export function deriver(queryId: string, signal: AbortSignal): RunDerived {
  return (query) => runQuery({ query, result: queryId }, signal);
}
