import { decodeFailure, type Failure } from './apiError';
import { array, boolean, isObject, number, object, string, type Decoder } from './decode';
import { decodeJob, type Job } from './jobs';
import { decodeSnapshot, decodeSnapshotTable, liveState, type LiveState, type Snapshot, type SnapshotTable } from './live';
import { decodePipelineEvent, type PipelineEvent } from './pipelines';
import { decodeQueryEntry, type QueryEntry } from './query';
import type { TableEvent } from './tableFeed';

export type Topic = 'tables' | 'queries' | 'engine' | 'jobs' | 'pipelines';

export interface EngineStatus {
  readonly state: string;
  readonly engine?: string;
  readonly version?: string;
  readonly restarts?: number;
}

/** What `/events` carries. */
export type ServerEvent =
  | { readonly type: 'hello'; readonly resumed: boolean; readonly server: string }
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | {
      readonly type: 'status';
      readonly liveId: string;
      readonly state: LiveState;
      readonly reason?: string;
      readonly waitMs?: number;
      readonly viewers: number;
      /** What the newest answer holds. */
      readonly tables: readonly SnapshotTable[];
    }
  | { readonly type: 'error'; readonly liveId: string; readonly error: Failure }
  | { readonly type: 'ended'; readonly liveId: string; readonly reason: string }
  | { readonly type: 'table'; readonly table: TableEvent }
  | { readonly type: 'query'; readonly query: QueryEntry }
  | { readonly type: 'engine'; readonly engine: EngineStatus }
  | { readonly type: 'pipeline'; readonly pipeline: PipelineEvent }
  | { readonly type: 'job'; readonly job: Job };

export const eventNames = ['hello', 'snapshot', 'status', 'error', 'ended', 'table', 'query', 'engine', 'pipeline', 'job'] as const;
export type EventName = (typeof eventNames)[number];

const commit = object(
  {
    table: string,
    version: number,
    timestamp: string,
    filesAdded: number,
    filesRemoved: number,
    bytesAdded: number,
    bytesRemoved: number,
    dataChanged: boolean,
    schemaChanged: boolean,
  },
  { operation: string, engineInfo: string, rowsAdded: number, rowsRemoved: number },
);
const tableAtVersion = object({ table: string, version: number });

export const decodeTableEvent: Decoder<TableEvent> = (value, path) => {
  if (isObject(value) && value['resync'] === true) return { kind: 'resync', ...tableAtVersion(value, path) };
  if (isObject(value) && value['created'] === true) return { kind: 'created', ...tableAtVersion(value, path) };
  if (isObject(value) && value['removed'] === true) return { kind: 'removed', ...object({ table: string })(value, path) };
  return { kind: 'commit', ...commit(value, path) };
};

const decodeEngine: Decoder<EngineStatus> = object({ state: string }, { engine: string, version: string, restarts: number });
const decodeStatus = object({ liveId: string, state: liveState, viewers: number, tables: array(decodeSnapshotTable) }, { reason: string, waitMs: number });

/** Decodes the data of one frame by its event's name. */
export function decodeServerEvent(name: EventName, data: unknown): ServerEvent {
  switch (name) {
    case 'hello':
      return { type: 'hello', ...object({ resumed: boolean, server: string })(data) };
    case 'snapshot':
      return { type: 'snapshot', snapshot: decodeSnapshot(data) };
    case 'status':
      return { type: 'status', ...decodeStatus(data) };
    case 'error':
      return { type: 'error', ...object({ liveId: string, error: decodeFailure })(data) };
    case 'ended':
      return { type: 'ended', ...object({ liveId: string, reason: string })(data) };
    case 'table':
      return { type: 'table', table: decodeTableEvent(data) };
    case 'query':
      return { type: 'query', query: decodeQueryEntry(data) };
    case 'engine':
      return { type: 'engine', engine: decodeEngine(data) };
    case 'pipeline':
      return { type: 'pipeline', pipeline: decodePipelineEvent(data) };
    case 'job':
      return { type: 'job', job: decodeJob(data) };
  }
}
