/** What the timeline needs of a commit. */
export interface TimelineCommit {
  readonly version: number;
  readonly timestamp: string;
  readonly operation?: string | undefined;
  readonly operationMetrics: Readonly<Record<string, string>>;
  readonly engineInfo?: string | undefined;
}

/** A figure is missing where the writer did not say. */
export interface CommitFigures {
  readonly rowsAdded?: number;
  readonly rowsRemoved?: number;
  readonly rowsUpdated?: number;
  readonly filesAdded?: number;
  readonly filesRemoved?: number;
  readonly bytesAdded?: number;
  readonly bytesRemoved?: number;
}

/** How Spark, delta-rs and Tideline name the same figure, the likelier name first. */
const metricNames: Readonly<Record<keyof CommitFigures, readonly string[]>> = {
  rowsAdded: ['numOutputRows', 'num_added_rows', 'numTargetRowsInserted', 'num_target_rows_inserted'],
  rowsRemoved: ['numDeletedRows', 'num_deleted_rows', 'numTargetRowsDeleted', 'num_target_rows_deleted'],
  rowsUpdated: ['numUpdatedRows', 'num_updated_rows', 'numTargetRowsUpdated', 'num_target_rows_updated'],
  filesAdded: [
    'numFiles', 'numAddedFiles', 'num_added_files', 'numFilesAdded', 'numTargetFilesAdded', 'num_target_files_added',
    'numRestoredFile',
  ],
  filesRemoved: [
    'numRemovedFiles', 'num_removed_files', 'numFilesRemoved', 'numTargetFilesRemoved', 'num_target_files_removed',
    'numRemovedFile',
  ],
  bytesAdded: ['numOutputBytes', 'numAddedBytes', 'num_added_bytes', 'numTargetBytesAdded'],
  bytesRemoved: ['numRemovedBytes', 'num_removed_bytes', 'numTargetBytesRemoved'],
};

/** Operations that write rows again that were there before: their output is not new rows. */
const rewriting = new Set(['OPTIMIZE', 'UPDATE', 'DELETE', 'REORG', 'ZORDER', 'VACUUM START', 'VACUUM END', 'FSCK']);

export function commitFigures(commit: TimelineCommit): CommitFigures {
  const operation = commit.operation?.toUpperCase() ?? '';
  const figures: { -readonly [Name in keyof CommitFigures]?: number } = {};
  for (const name of figureNames) {
    const value = firstNumber(commit.operationMetrics, namesFor(name, operation)) ?? packedBytes(commit, name);
    if (value !== undefined) figures[name] = value;
  }
  return figures;
}

const figureNames: readonly (keyof CommitFigures)[] = [
  'rowsAdded', 'rowsRemoved', 'rowsUpdated', 'filesAdded', 'filesRemoved', 'bytesAdded', 'bytesRemoved',
];

function namesFor(figure: keyof CommitFigures, operation: string): readonly string[] {
  if (figure !== 'rowsAdded') return metricNames[figure];
  if (rewriting.has(operation)) return [];
  // A merge's output holds the rows it copied.
  return operation === 'MERGE' ? metricNames.rowsAdded.filter((name) => name.includes('nserted')) : metricNames.rowsAdded;
}

function firstNumber(metrics: Readonly<Record<string, string>>, names: readonly string[]): number | undefined {
  for (const name of names) {
    const text = metrics[name];
    if (text === undefined || text.trim() === '') continue;
    const value = Number(text);
    if (Number.isFinite(value)) return value;
  }
  return undefined;
}

/** delta-rs packs the sizes of what OPTIMIZE wrote into JSON: `{"avg":…,"totalFiles":1,"totalSize":835}`. */
function packedBytes(commit: TimelineCommit, figure: keyof CommitFigures): number | undefined {
  const metric = figure === 'bytesAdded' ? 'filesAdded' : figure === 'bytesRemoved' ? 'filesRemoved' : undefined;
  const total = metric && /"totalSize":\s*(\d+)/.exec(commit.operationMetrics[metric] ?? '')?.[1];
  return total ? Number(total) : undefined;
}

/** A family of operations, by which commits are coloured and filtered. */
export type OperationKind = 'append' | 'change' | 'remove' | 'schema' | 'upkeep' | 'other';

const kinds: readonly (readonly [RegExp, OperationKind])[] = [
  [/^(MERGE|UPDATE|RESTORE|REPLACE TABLE|CREATE OR REPLACE TABLE)/, 'change'],
  [/^(DELETE|TRUNCATE|DROP PARTITION)/, 'remove'],
  [/(OPTIMIZE|VACUUM|CHECKPOINT|FSCK|REORG|COMPUTE STATS|CLUSTER)/, 'upkeep'],
  [/^(CREATE|ADD|DROP|RENAME|CHANGE|REPLACE COLUMNS|SET|UNSET|UPGRADE|ALTER|UPDATE SCHEMA|CONVERT)/, 'schema'],
  [/^(WRITE|STREAMING UPDATE|COPY INTO|INSERT|CLONE)/, 'append'],
];

export function operationKind(operation: string | undefined): OperationKind {
  const name = operation?.toUpperCase() ?? '';
  if (name.startsWith('UPDATE SCHEMA')) return 'schema';
  return kinds.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
}

/** `STREAMING UPDATE` as people write it. */
export function operationTitle(operation: string | undefined): string {
  if (!operation) return 'Unnamed commit';
  const lower = operation.toLowerCase();
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}

/** The engine's name without its build: `Apache-Spark/3.5.0 Delta-Lake/3.1.0` is `Apache-Spark 3.5.0`. */
export function engineTitle(engineInfo: string | undefined): string {
  if (!engineInfo) return 'Unknown writer';
  const first = engineInfo.split(' ')[0] ?? engineInfo;
  return first.replace('/', ' ').replace(':', ' ');
}
