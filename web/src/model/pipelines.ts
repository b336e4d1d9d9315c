import { array, boolean, literal, nullable, number, object, record, string, type Decoder } from './decode';

export const recordFormats = ['json', 'csv', 'text'] as const;
export type RecordFormat = (typeof recordFormats)[number];
export const schemaModes = ['evolve', 'rescue', 'fixed'] as const;
export type SchemaMode = (typeof schemaModes)[number];
export const pipelineStates = ['starting', 'running', 'paused', 'backing_off', 'failed'] as const;
export type PipelineState = (typeof pipelineStates)[number];

export interface PipelineSource {
  /** `kafka`, `generator`; a newer server may have others. */
  readonly type: string;
  readonly brokers?: string;
  readonly topics?: readonly string[];
  /** `earliest`, `latest`, or a moment. */
  readonly start?: string;
  readonly onRetentionLoss?: string;
}

export interface PipelinePartition {
  readonly topic: string;
  readonly partition: number;
  /** The next offset to read, as far as the table has it. */
  readonly position: number;
  /** The offset that the broker will give next; absent while the broker can't be asked. */
  readonly end?: number;
  readonly lagRecords?: number;
  readonly lagSeconds?: number;
  readonly rowsPerSecond?: number;
  readonly rejects?: number;
}

/** A pipeline as the API and the `pipeline` event tell it; figures are absent until they have been measured. */
export interface Pipeline {
  readonly name: string;
  readonly source: PipelineSource;
  readonly table: string;
  readonly format: RecordFormat;
  readonly schemaMode: SchemaMode;
  readonly state: PipelineState;
  /** Why it is in this state. */
  readonly reason?: string;
  readonly since: string;
  readonly position?: { readonly lagRecords?: number; readonly lagSeconds?: number };
  readonly rates?: { readonly rowsPerSecond?: number; readonly bytesPerSecond?: number };
  readonly totals: { readonly rows: number; readonly bytes: number; readonly rejects: number; readonly commits: number };
  readonly batch?: { readonly rows?: number; readonly milliseconds?: number };
  readonly commit?: { readonly milliseconds?: number; readonly version?: number; readonly at?: string };
  /** From the source's timestamp to visible in the table. */
  readonly freshness?: { readonly p50Milliseconds?: number; readonly p99Milliseconds?: number };
  readonly rejects: readonly { readonly reason: string; readonly count: number }[];
  readonly lastError?: { readonly code: string; readonly message: string; readonly at?: string };
  readonly partitions: readonly PipelinePartition[];
  /** What the form doesn't ask for; kept, so that the definition can be posted again whole. */
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly delimiter?: string;
  readonly flush?: { readonly intervalMs?: number; readonly bytes?: number; readonly rows?: number };
  readonly onError?: string;
  readonly partitionBy?: readonly string[];
  readonly timeColumn?: string;
  readonly metadataColumns?: Readonly<Record<string, string>>;
}

const decodeSource: Decoder<PipelineSource> = object(
  { type: string },
  { brokers: string, topics: array(string), start: string, onRetentionLoss: string },
);

const decodePartition: Decoder<PipelinePartition> = object(
  { topic: string, partition: number, position: number },
  { end: number, lagRecords: number, lagSeconds: number, rowsPerSecond: number, rejects: number },
);

export const decodePipeline: Decoder<Pipeline> = object(
  {
    name: string,
    source: decodeSource,
    table: string,
    format: literal(...recordFormats),
    schemaMode: literal(...schemaModes),
    state: literal(...pipelineStates),
    since: string,
    totals: object({ rows: number, bytes: number, rejects: number, commits: number }),
    rejects: array(object({ reason: string, count: number })),
    partitions: array(decodePartition),
  },
  {
    reason: string,
    position: object({}, { lagRecords: number, lagSeconds: number }),
    rates: object({}, { rowsPerSecond: number, bytesPerSecond: number }),
    batch: object({}, { rows: number, milliseconds: number }),
    commit: object({}, { milliseconds: number, version: number, at: string }),
    freshness: object({}, { p50Milliseconds: number, p99Milliseconds: number }),
    lastError: object({ code: string, message: string }, { at: string }),
    columns: array(object({ name: string, type: string })),
    delimiter: string,
    flush: object({}, { intervalMs: number, bytes: number, rows: number }),
    onError: string,
    partitionBy: array(string),
    timeColumn: string,
    metadataColumns: record(string),
  },
);

/** What the event tells: a pipeline as it is now, or that it is no more. */
export type PipelineEvent =
  | { readonly kind: 'now'; readonly pipeline: Pipeline }
  | { readonly kind: 'removed'; readonly name: string };

const decodeMark = object({ name: string }, { removed: boolean });

export const decodePipelineEvent: Decoder<PipelineEvent> = (value, path) => {
  const { name, removed } = decodeMark(value, path);
  return removed ? { kind: 'removed', name } : { kind: 'now', pipeline: decodePipeline(value, path) };
};

/** A record that could not become a row. */
export interface Reject {
  readonly id: string;
  readonly reason: string;
  readonly detail: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp?: string;
  /** Null for a tombstone: a record without a value. */
  readonly value: string | null;
  /** Of `value`: `utf-8`, or `base64` when the bytes are no text. */
  readonly encoding?: string;
}

export interface RejectPage {
  readonly rows: readonly Reject[];
  readonly total: number;
}

const rejectFields = { reason: string, detail: string, topic: string, partition: number, offset: number };

export const decodeRejectPage: Decoder<RejectPage> = object({
  rows: array(object({ id: string, ...rejectFields, value: nullable(string) }, { timestamp: string, encoding: string })),
  total: number,
});

export interface Redriven {
  readonly redriven: number;
  readonly rejected: number;
}

export const decodeRedriven: Decoder<Redriven> = object({ redriven: number, rejected: number });

/** Records of a source as they came, and as the decoder would make rows of them. */
export interface Preview {
  readonly records: readonly PreviewRecord[];
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly rejects: readonly PreviewReject[];
}

export interface PreviewRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp?: string;
  readonly key: string | null;
  readonly value: string | null;
}

export type PreviewReject = Omit<Reject, 'id' | 'value' | 'timestamp' | 'encoding'>;

export const decodePreview: Decoder<Preview> = object({
  records: array(object({ topic: string, partition: number, offset: number, key: nullable(string), value: nullable(string) }, { timestamp: string })),
  columns: array(object({ name: string, type: string })),
  rows: array(array((value: unknown) => value)),
  rejects: array(object(rejectFields)),
});
