import type { SizedFile } from './fileHealth';

/** What the list of files needs of one. */
export interface ListedFile extends SizedFile {
  readonly path: string;
  readonly rows?: number | undefined;
  readonly modified: string;
  readonly hasDeletionVector: boolean;
  readonly statistics?: Readonly<Record<string, ColumnBounds>> | undefined;
}

export interface ColumnBounds {
  readonly min?: unknown;
  readonly max?: unknown;
  readonly nullCount?: number | undefined;
}

/** `path`, `bytes`, `rows`, `modified`, `partition`, or `min:<column>` and `max:<column>`. */
export interface FileOrder {
  readonly by: string;
  readonly isDescending: boolean;
}

/** Sorted by a key; files that lack it come last in either direction. */
export function sortFiles<File extends ListedFile>(files: readonly File[], order: FileOrder): File[] {
  const keyed = files.map((file) => ({ file, key: keyOf(file, order.by) }));
  const direction = order.isDescending ? -1 : 1;
  keyed.sort((left, right) => {
    if (left.key === undefined || right.key === undefined) {
      return Number(left.key === undefined) - Number(right.key === undefined);
    }
    return direction * compareKeys(left.key, right.key) || (left.file.path < right.file.path ? -1 : 1);
  });
  return keyed.map(({ file }) => file);
}

type Key = number | string;

function keyOf(file: ListedFile, by: string): Key | undefined {
  switch (by) {
    case 'path': return file.path;
    case 'bytes': return file.bytes;
    case 'rows': return file.rows;
    case 'modified': return file.modified;
    case 'partition': return partitionText(file.partitionValues);
    default: return boundKey(file, by);
  }
}

function boundKey(file: ListedFile, by: string): Key | undefined {
  const colon = by.indexOf(':');
  const bounds = file.statistics?.[by.slice(colon + 1)];
  const value = by.startsWith('min:') ? bounds?.min : bounds?.max;
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') return value;
  const text = String(value);
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function compareKeys(left: Key, right: Key): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const [first, second] = [String(left), String(right)];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** `day=2026-01-01, region=∅`: a null is told apart from an empty text. */
export function partitionText(values: Readonly<Record<string, string | null>>): string {
  return Object.entries(values)
    .map(([column, value]) => `${column}=${value === null ? 'null' : value === '' ? '“”' : value}`)
    .join(', ');
}

/** The file's own name without the folders of its partitions. */
export function fileLabel(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** The rows that a scrolled window shows, with some beyond each edge. */
export function windowOf(scrollTop: number, height: number, rowHeight: number, count: number): { start: number; end: number } {
  const start = Math.max(0, Math.floor(scrollTop / rowHeight) - 8);
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + 8);
  return { start: Math.min(start, end), end };
}
