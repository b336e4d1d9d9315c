/** What file health needs of a data file. */
export interface SizedFile {
  readonly bytes: number;
  readonly partitionValues: Readonly<Record<string, string | null>>;
}

export interface FileHealth {
  readonly level: 'good' | 'some' | 'many';
  readonly smallFiles: number;
  readonly smallBytes: number;
  /** Of the files looked at, 0…1. */
  readonly smallShare: number;
  readonly partitions: number;
  /** Files that the small ones would make when put together, at least one a partition. */
  readonly filesAfter: number;
  readonly advice: string;
}

export const smallFileBytes = 16_000_000;
const targetBytes = 128_000_000;
/** Fewer small files than this cost nothing worth a word. */
const fewFiles = 8;
/** From this many on every read feels them. */
const manyFiles = 50;

/** Small files make every read slow: each costs a request and a footer. */
export function fileHealth(files: readonly SizedFile[], partitionColumns: readonly string[]): FileHealth {
  const small = files.filter(({ bytes }) => bytes < smallFileBytes);
  const smallBytes = small.reduce((sum, { bytes }) => sum + bytes, 0);
  const groups = new Map<string, { count: number; bytes: number }>();
  for (const file of small) {
    const key = partitionKey(file, partitionColumns);
    const group = groups.get(key) ?? { count: 0, bytes: 0 };
    groups.set(key, { count: group.count + 1, bytes: group.bytes + file.bytes });
  }
  const filesAfter = [...groups.values()].reduce((sum, { bytes }) => sum + Math.max(1, Math.ceil(bytes / targetBytes)), 0);
  const share = files.length === 0 ? 0 : small.length / files.length;
  const saved = small.length - filesAfter;
  const isThin = groups.size >= manyFiles && smallBytes / groups.size < smallFileBytes;
  const level = saved < fewFiles ? (isThin ? 'some' : 'good') : share >= 0.5 && saved >= manyFiles ? 'many' : 'some';
  return {
    level,
    smallFiles: small.length,
    smallBytes,
    smallShare: share,
    partitions: new Set(files.map((file) => partitionKey(file, partitionColumns))).size,
    filesAfter,
    advice: adviceFor({ saved, small: small.length, filesAfter, smallBytes, groups: groups.size, share }),
  };
}

interface AdviceFacts {
  readonly saved: number;
  readonly small: number;
  readonly filesAfter: number;
  readonly smallBytes: number;
  readonly groups: number;
  readonly share: number;
}

function adviceFor(facts: AdviceFacts): string {
  if (facts.small === 0) return 'No small files.';
  if (facts.saved >= fewFiles) return 'Compact the table: run OPTIMIZE with a Delta writer, or write larger batches.';
  const isThinlyPartitioned = facts.groups >= fewFiles && facts.share >= 0.5 && facts.smallBytes / facts.groups < smallFileBytes;
  if (isThinlyPartitioned) return 'Each partition holds little data; compacting cannot help. Partition by a coarser column.';
  return 'Too few to matter.';
}

function partitionKey(file: SizedFile, columns: readonly string[]): string {
  return JSON.stringify(columns.map((column) => file.partitionValues[column] ?? null));
}
