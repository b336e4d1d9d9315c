import { decodeFailure, type Failure } from './apiError';
import { array, boolean, literal, number, object, rows, string, type Decoder } from './decode';

export interface Column {
  readonly name: string;
  /** As Spark SQL spells it: `bigint`, `struct<a:int>`. */
  readonly type: string;
}

/** Integers beyond 2^53 and decimals come as strings; see openapi's `Rows`. */
export type Rows = readonly (readonly unknown[])[];

export interface TableAtVersion {
  readonly name: string;
  readonly version: number;
}

export type QueryState = 'running' | 'succeeded' | 'failed' | 'cancelled';

export interface QueryTimings {
  readonly plannedMs?: number;
  readonly firstBatchMs?: number;
  readonly totalMs?: number;
}

/** A run as `/api/queries/{id}` and the `query` event tell it. */
export interface QueryEntry {
  readonly queryId: string;
  readonly query: string;
  readonly principal: string;
  readonly state: QueryState;
  readonly startedAt: string;
  readonly timings: QueryTimings;
  /** Only while it runs. */
  readonly elapsedMs?: number;
  readonly rowCount: number;
  readonly resultBytes: number;
  readonly truncated: boolean;
  readonly tables: readonly TableAtVersion[];
  readonly error?: Failure;
  readonly plan?: string;
  /** The result it was derived from. */
  readonly source?: string;
}

export interface ResultPage {
  readonly queryId: string;
  readonly offset: number;
  readonly rowCount: number;
  readonly totalRowCount: number;
  /** False while the query runs. */
  readonly complete: boolean;
  readonly columns: readonly Column[];
  readonly rows: Rows;
}

export interface QueryAnswer {
  readonly queryId: string;
  readonly columns: readonly Column[];
  readonly rows: Rows;
  readonly rowCount: number;
  readonly totalRowCount: number;
  readonly truncated: boolean;
  readonly tables: readonly TableAtVersion[];
  readonly executionTimeMs: number;
}

export const decodeColumn: Decoder<Column> = object({ name: string, type: string });
export const decodeTableAtVersion: Decoder<TableAtVersion> = object({ name: string, version: number });

export const decodeQueryEntry: Decoder<QueryEntry> = object(
  {
    queryId: string,
    query: string,
    principal: string,
    state: literal('running', 'succeeded', 'failed', 'cancelled'),
    startedAt: string,
    timings: object({}, { plannedMs: number, firstBatchMs: number, totalMs: number }),
    rowCount: number,
    resultBytes: number,
    truncated: boolean,
    tables: array(decodeTableAtVersion),
  },
  { elapsedMs: number, error: decodeFailure, plan: string, source: string },
);

export const decodeResultPage: Decoder<ResultPage> = object({
  queryId: string,
  offset: number,
  rowCount: number,
  totalRowCount: number,
  complete: boolean,
  columns: array(decodeColumn),
  rows,
});

export const decodeQueryAnswer: Decoder<QueryAnswer> = object({
  queryId: string,
  columns: array(decodeColumn),
  rows,
  rowCount: number,
  totalRowCount: number,
  truncated: boolean,
  tables: array(decodeTableAtVersion),
  executionTimeMs: number,
});

export type ParameterValue = string | number | boolean | null;

export interface QueryParameter {
  readonly type: string;
  readonly value: ParameterValue;
}

export type QueryParameters = Readonly<Record<string, QueryParameter>>;

/** The body of `/api/query`, `/api/queries` and `/api/live`. */
export interface QueryRequest {
  readonly query: string;
  readonly parameters?: QueryParameters;
  readonly limit?: number | undefined;
  readonly timeoutSeconds?: number | undefined;
  /** Id of the finished query that the statement knows as the table `result`. */
  readonly result?: string | undefined;
  /** False for a question that the page asks by itself: it is not listed in the history. */
  readonly history?: boolean | undefined;
}
