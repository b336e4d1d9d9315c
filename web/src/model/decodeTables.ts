import { array, boolean, literal, nullable, number, object, record, rows, string, under, unknown, type Decoder } from './decode';
import { decodeColumn, type Column } from './query';
import type {
  Commit, DataFile, FileList, RowDiff, RowDiffSide, SampleRows, Suggestion, TableColumn, TableDetail, TableEntry, TableProfile, VersionDiff,
} from './tableTypes';

export const decodeCommit: Decoder<Commit> = object(
  { version: number, timestamp: string, operationParameters: record(string), operationMetrics: record(string) },
  { operation: string, engineInfo: string, userMetadata: string, isBlindAppend: boolean },
);

export const decodeTableEntry: Decoder<TableEntry> = object(
  { name: string, location: string },
  {
    version: number,
    rows: number,
    bytes: number,
    files: number,
    columns: number,
    lastCommit: decodeCommit,
    error: object({ code: string, message: string }),
  },
);

export const decodeTableColumn: Decoder<TableColumn> = object({ name: string, type: string, nullable: boolean }, { comment: string });

const decodeProtocol = object({
  minReaderVersion: number,
  minWriterVersion: number,
  readerFeatures: array(string),
  writerFeatures: array(string),
  unsupportedReaderFeatures: array(string),
});

export const decodeTableDetail: Decoder<TableDetail> = object(
  {
    name: string,
    location: string,
    id: string,
    version: number,
    schema: array(decodeTableColumn),
    partitionColumns: array(string),
    properties: record(string),
    protocol: decodeProtocol,
    bytes: number,
    files: number,
  },
  { description: string, createdAt: string, rows: number, lastCommit: decodeCommit, registered: boolean },
);

export interface TableSchema {
  readonly name: string;
  readonly version: number;
  readonly columns: readonly TableColumn[];
  readonly partitionColumns: readonly string[];
}

export const decodeTableSchema: Decoder<TableSchema> = object({
  name: string,
  version: number,
  columns: array(decodeTableColumn),
  partitionColumns: array(string),
});

const decodeFile: Decoder<DataFile> = object(
  { path: string, partitionValues: record(nullable(string)), bytes: number, modified: string, hasDeletionVector: boolean },
  { rows: number, statistics: record(object({}, { min: unknown, max: unknown, nullCount: number })) },
);

export const decodeFileList: Decoder<FileList> = object({
  version: number,
  fileCount: number,
  truncated: boolean,
  files: array(decodeFile),
});

export const decodeDiff: Decoder<VersionDiff> = object(
  {
    from: number,
    to: number,
    columns: array(object({ name: string }, { before: string, after: string })),
    filesAdded: array(decodeFile),
    filesRemoved: array(decodeFile),
    bytesDelta: number,
    commits: array(decodeCommit),
  },
  { rowsDelta: number },
);

export const decodeProfile: Decoder<TableProfile> = object(
  {
    name: string,
    version: number,
    columns: array(
      object(
        { name: string, type: string },
        {
          minimum: string,
          maximum: string,
          nullCount: number,
          approximateDistinctCount: number,
          topValues: array(object({ count: number }, { value: string })),
        },
      ),
    ),
  },
  { rowCount: number },
);

export const decodeSuggestions: Decoder<readonly Suggestion[]> = under(
  'suggestions',
  array(object({ title: string, description: string, category: string, query: string })),
);

export const decodeSample: Decoder<SampleRows> = object({ columns: array(decodeColumn), rows });

const decodeRowDiffSide: Decoder<RowDiffSide> = object({ columns: array(decodeColumn), rows }, { rowCount: number });

export const decodeRowDiff: Decoder<RowDiff> = object(
  {
    from: number,
    to: number,
    method: literal('files', 'compared', 'none'),
    comparedColumns: array(string),
    added: decodeRowDiffSide,
    removed: decodeRowDiffSide,
  },
  { reason: string, query: string },
);

export interface Upload {
  readonly uploadId: string;
  readonly format: string;
  readonly bytes: number;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly unknown[])[];
  readonly suggestedTable: string;
}

export const decodeUpload: Decoder<Upload> = object({
  uploadId: string,
  format: string,
  bytes: number,
  columns: array(decodeColumn),
  rows,
  suggestedTable: string,
});
