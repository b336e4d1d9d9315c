// What `/api/tables` answers; fields that are missing there are undefined here.

export interface Commit {
  readonly version: number;
  readonly timestamp: string;
  readonly operation?: string | undefined;
  readonly operationParameters: Readonly<Record<string, string>>;
  readonly operationMetrics: Readonly<Record<string, string>>;
  readonly engineInfo?: string | undefined;
  readonly userMetadata?: string | undefined;
  readonly isBlindAppend?: boolean | undefined;
}

export interface TableProblem {
  readonly code: string;
  readonly message: string;
}

/** A table as the list has it; a broken one has an error in place of its figures. */
export interface TableEntry {
  readonly name: string;
  readonly location: string;
  readonly version?: number | undefined;
  readonly rows?: number | undefined;
  readonly bytes?: number | undefined;
  readonly files?: number | undefined;
  readonly columns?: number | undefined;
  readonly lastCommit?: Commit | undefined;
  readonly error?: TableProblem | undefined;
}

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly comment?: string | undefined;
}

export interface TableProtocol {
  readonly minReaderVersion: number;
  readonly minWriterVersion: number;
  readonly readerFeatures: readonly string[];
  readonly writerFeatures: readonly string[];
  readonly unsupportedReaderFeatures: readonly string[];
}

export interface TableDetail {
  readonly name: string;
  readonly location: string;
  readonly id: string;
  readonly version: number;
  readonly description?: string | undefined;
  readonly createdAt?: string | undefined;
  readonly schema: readonly TableColumn[];
  readonly partitionColumns: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly protocol: TableProtocol;
  readonly rows?: number | undefined;
  readonly bytes: number;
  readonly files: number;
  readonly lastCommit?: Commit | undefined;
  /** It lies outside of the lake's folder and can be forgotten. */
  readonly registered?: boolean | undefined;
}

export interface FileBounds {
  readonly min?: unknown;
  readonly max?: unknown;
  readonly nullCount?: number | undefined;
}

export interface DataFile {
  readonly path: string;
  readonly partitionValues: Readonly<Record<string, string | null>>;
  readonly bytes: number;
  readonly rows?: number | undefined;
  readonly modified: string;
  readonly hasDeletionVector: boolean;
  readonly statistics?: Readonly<Record<string, FileBounds>> | undefined;
}

export interface FileList {
  readonly version: number;
  readonly fileCount: number;
  readonly truncated: boolean;
  readonly files: readonly DataFile[];
}

export interface ColumnChange {
  readonly name: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

export interface VersionDiff {
  readonly from: number;
  readonly to: number;
  readonly columns: readonly ColumnChange[];
  readonly filesAdded: readonly DataFile[];
  readonly filesRemoved: readonly DataFile[];
  readonly rowsDelta?: number | undefined;
  readonly bytesDelta: number;
  readonly commits: readonly Commit[];
}

/** Rows that one of two versions has and the other hasn't. */
export interface RowDiff {
  readonly from: number;
  readonly to: number;
  /** `files`: the rows of files that came or went. `compared`: rewritten rows that are on both sides were taken out. `none`: no rows, for the reason. */
  readonly method: 'files' | 'compared' | 'none';
  readonly reason?: string | undefined;
  readonly comparedColumns: readonly string[];
  /** A statement for the whole difference. */
  readonly query?: string | undefined;
  readonly added: RowDiffSide;
  readonly removed: RowDiffSide;
}

export interface RowDiffSide extends SampleRows {
  /** Of all, not only those at hand. */
  readonly rowCount?: number | undefined;
}

export interface TopValue {
  /** Undefined for null. */
  readonly value?: string | undefined;
  readonly count: number;
}

export interface ColumnProfile {
  readonly name: string;
  readonly type: string;
  readonly minimum?: string | undefined;
  readonly maximum?: string | undefined;
  readonly nullCount?: number | undefined;
  readonly approximateDistinctCount?: number | undefined;
  readonly topValues?: readonly TopValue[] | undefined;
}

export interface TableProfile {
  readonly name: string;
  readonly version: number;
  readonly rowCount?: number | undefined;
  readonly columns: readonly ColumnProfile[];
}

export interface Suggestion {
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly query: string;
}

export interface SampleRows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}
