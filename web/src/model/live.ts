import { decodeFailure, type Failure } from './apiError';
import { array, boolean, literal, nullable, number, object, rows, string, unknown, type Decoder } from './decode';
import { decodeColumn, type Column, type Rows, type TableAtVersion } from './query';

export type LiveState = 'idle' | 'running' | 'waiting' | 'failed';

/** A query that the server runs again when its tables change. */
export interface LiveEntry {
  readonly liveId: string;
  readonly query: string;
  /** As they were sent: an object, or a list for `?`. */
  readonly parameters?: unknown;
  readonly principal: string;
  readonly refresh: string;
  readonly reason?: string;
  readonly state: LiveState;
  /** At most so long, when it waits. */
  readonly waitMs?: number;
  readonly viewers: number;
  readonly tables: readonly SnapshotTable[];
  readonly startedAt: string;
  readonly runs: number;
  readonly lastRunMs?: number;
  readonly averageRunMs?: number;
  /** Of one core, over the last minute: 0.25 is a quarter. */
  readonly cost: number;
  readonly skipped: number;
  readonly error?: Failure;
}

export interface SnapshotTable extends TableAtVersion {
  readonly committedAt?: string;
}

/** One answer of a live query. */
export interface Snapshot {
  readonly liveId: string;
  readonly sequence: number;
  /** Of the first table. */
  readonly version?: number;
  readonly tables: readonly SnapshotTable[];
  /** The newest commit in it. */
  readonly committedAt?: string;
  readonly sentAt: string;
  readonly refresh: string;
  readonly columns: readonly Column[];
  readonly rows: Rows;
  readonly rowCount: number;
  readonly truncated: boolean;
  readonly runMs: number;
  /** All rows and files of the tables that were read, by their logs; the engine may have skipped some. */
  readonly rowsRead?: number;
  readonly filesRead?: number;
  /** Frames that this reader did not get since its last. */
  readonly skipped?: number;
}

export const liveState = literal<LiveState>('idle', 'running', 'waiting', 'failed');

export const decodeSnapshotTable: Decoder<SnapshotTable> = object({ name: string, version: number }, { committedAt: string });

const required = {
  liveId: string,
  query: string,
  principal: string,
  refresh: string,
  state: liveState,
  viewers: number,
  tables: array(decodeSnapshotTable),
  startedAt: string,
  runs: number,
  cost: number,
  skipped: number,
};
const optional = {
  parameters: unknown,
  reason: string,
  waitMs: number,
  lastRunMs: number,
  averageRunMs: number,
  error: decodeFailure,
};

export const decodeLiveEntry: Decoder<LiveEntry> = object(required, optional);

export const decodeSnapshot: Decoder<Snapshot> = object(
  {
    liveId: string,
    sequence: number,
    tables: array(decodeSnapshotTable),
    sentAt: string,
    refresh: string,
    columns: array(decodeColumn),
    rows,
    rowCount: number,
    truncated: boolean,
    runMs: number,
  },
  { version: number, committedAt: string, rowsRead: number, filesRead: number, skipped: number },
);

export interface LiveDetail extends LiveEntry {
  readonly snapshot: Snapshot | null;
}

export const decodeLiveDetail: Decoder<LiveDetail> = object({ ...required, snapshot: nullable(decodeSnapshot) }, optional);

export interface StartedLive {
  readonly liveId: string;
  readonly refresh: string;
  readonly reason?: string;
}

export const decodeStartedLive: Decoder<StartedLive> = object({ liveId: string, refresh: string }, { reason: string });

const endings: Readonly<Record<string, string>> = {
  deleted: 'somebody ended it',
  unwatched: 'nobody watched it any more',
  unknown: 'the server knows it no more, it may have been restarted',
};

/** Why a live query ended, in words. */
export function endingText(reason: string | undefined): string {
  return endings[reason ?? ''] ?? reason ?? 'the server gave no reason';
}
