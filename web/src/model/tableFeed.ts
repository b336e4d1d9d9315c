import type { ListedTable } from './tableTree';

/** What the feed changes of a listed table. */
export interface FeedTable extends ListedTable {
  readonly version?: number | undefined;
  readonly rows?: number | undefined;
  readonly bytes?: number | undefined;
  readonly files?: number | undefined;
  readonly lastCommit?: { readonly version: number; readonly timestamp: string } | undefined;
}

/** The `table` event of the stream. */
export type TableEvent =
  | ({ readonly kind: 'commit' } & TableCommitEvent)
  /** The log was cleaned up under the watcher: everything has to be asked for again. */
  | { readonly kind: 'resync'; readonly table: string; readonly version: number }
  | { readonly kind: 'created'; readonly table: string; readonly version: number }
  | { readonly kind: 'removed'; readonly table: string };

export interface TableCommitEvent {
  readonly table: string;
  readonly version: number;
  readonly timestamp: string;
  readonly operation?: string | undefined;
  readonly engineInfo?: string | undefined;
  readonly filesAdded: number;
  readonly filesRemoved: number;
  readonly rowsAdded?: number | undefined;
  readonly rowsRemoved?: number | undefined;
  readonly bytesAdded: number;
  readonly bytesRemoved: number;
  readonly dataChanged: boolean;
  readonly schemaChanged: boolean;
}

export interface FeedStep<Entry extends FeedTable> {
  readonly tables: readonly Entry[];
  /** Tables that the event can't tell all of: they must be asked for. */
  readonly refetch: 'nothing' | 'list';
}

/** The list after an event. Commits that came out of order or twice change nothing. */
export function applyToList<Entry extends FeedTable>(tables: readonly Entry[], event: TableEvent): FeedStep<Entry> {
  if (event.kind === 'removed') {
    const rest = tables.filter(({ name }) => !isSame(name, event.table));
    return { tables: rest.length === tables.length ? tables : rest, refetch: 'nothing' };
  }
  const index = tables.findIndex(({ name }) => isSame(name, event.table));
  const entry = tables[index];
  if (event.kind !== 'commit' || !entry || entry.error) return { tables, refetch: 'list' };
  const known = entry.version ?? -1;
  if (event.version <= known) return { tables, refetch: 'nothing' };
  // A version in between is missing, so the sums would be wrong; a new schema has another count of columns.
  const isNext = event.version === known + 1 && !event.schemaChanged;
  const next = [...tables];
  next[index] = afterCommit(entry, event);
  return { tables: next, refetch: isNext ? 'nothing' : 'list' };
}

/** A table's figures after the commit that follows its version. */
export function afterCommit<Entry extends FeedTable>(entry: Entry, event: TableCommitEvent): Entry {
  return {
    ...entry,
    version: event.version,
    rows: rowsAfter(entry.rows, event),
    bytes: entry.bytes === undefined ? undefined : Math.max(0, entry.bytes + event.bytesAdded - event.bytesRemoved),
    files: entry.files === undefined ? undefined : Math.max(0, entry.files + event.filesAdded - event.filesRemoved),
    lastCommit: {
      version: event.version,
      timestamp: event.timestamp,
      operation: event.operation,
      engineInfo: event.engineInfo,
      operationParameters: {},
      operationMetrics: {},
    },
  };
}

function rowsAfter(rows: number | undefined, event: TableCommitEvent): number | undefined {
  const isUnknown =
    rows === undefined ||
    (event.filesAdded > 0 && event.rowsAdded === undefined) ||
    (event.filesRemoved > 0 && event.rowsRemoved === undefined);
  return isUnknown ? undefined : Math.max(0, rows + (event.rowsAdded ?? 0) - (event.rowsRemoved ?? 0));
}

/** What an open table does about an event. */
export type OpenTableStep = 'ignore' | 'refresh' | 'gone';

export function stepOfOpenTable(open: { readonly name: string; readonly version?: number | undefined }, event: TableEvent): OpenTableStep {
  if (!isSame(open.name, event.table)) return 'ignore';
  if (event.kind === 'removed') return 'gone';
  if (event.kind === 'commit' && event.version <= (open.version ?? -1)) return 'ignore';
  return 'refresh';
}

/** Names differ in case only when they are the same table, as the server resolves them. */
export function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** Newest commit times kept a table; enough for a median. */
const keptTimes = 16;

/** Commit times a table, from which its rhythm is read. */
export type CommitTimes = ReadonlyMap<string, readonly number[]>;

export function noteCommitTime(times: CommitTimes, event: TableEvent): CommitTimes {
  if (event.kind !== 'commit') return times;
  return noteTimes(times, event.table, [Date.parse(event.timestamp)]);
}

/** Adds times that the history or the feed told; the same time twice counts once. */
export function noteTimes(times: CommitTimes, table: string, seen: readonly number[]): CommitTimes {
  const key = table.toLowerCase();
  const merged = new Set([...(times.get(key) ?? []), ...seen.filter((time) => Number.isFinite(time))]);
  const newest = [...merged].sort((left, right) => left - right).slice(-keptTimes);
  return new Map(times).set(key, newest);
}
