import { viewerZone } from '../../model/cellTime';
import { formatBytes, formatCount, formatMoment } from '../../model/format';
import { fileLabel, partitionText } from '../../model/tableFiles';
import type { DataFile } from '../../model/tableTypes';

export interface FileColumn {
  /** As `FileOrder.by` names it. */
  readonly key: string;
  readonly title: string;
  readonly isNumber: boolean;
  /** Which way the first press sorts: the largest are what one looks for. */
  readonly isDescendingFirst: boolean;
  /** In pixels; what is left over goes to the columns that grow. */
  readonly width: number;
  readonly growth: number;
  readonly text: (file: DataFile) => string;
  /** The whole text, where the cell is cut. */
  readonly hint: (file: DataFile) => string;
}

/** Columns that say something about these files, and the bounds that were chosen. */
export function fileColumns(files: readonly DataFile[], bounds: readonly string[]): FileColumn[] {
  const isPartitioned = files.some(({ partitionValues }) => Object.keys(partitionValues).length > 0);
  const path: FileColumn = {
    ...column('path', 'File', false, 220, (file) => fileLabel(file.path)),
    hint: (file) => `${file.path}${file.hasDeletionVector ? '\nSome of its rows are deleted by a deletion vector.' : ''}`,
  };
  return [
    path,
    column('bytes', 'Size', true, 88, (file) => formatBytes(file.bytes)),
    column('rows', 'Rows', true, 104, rowsText),
    ...(isPartitioned ? [column('partition', 'Partition', false, 150, (file) => partitionText(file.partitionValues))] : []),
    column('modified', 'Written', false, 168, (file) => formatMoment(file.modified, viewerZone())),
    ...bounds.flatMap((name) => [
      column(`min:${name}`, `Least ${name}`, false, 150, (file) => boundText(file.statistics?.[name]?.min)),
      column(`max:${name}`, `Greatest ${name}`, false, 150, (file) => boundText(file.statistics?.[name]?.max)),
    ]),
  ];
}

/** The columns as tracks of a grid, and the width below which it scrolls. */
export function fileTracks(columns: readonly FileColumn[]): { readonly template: string; readonly least: number } {
  const track = ({ width, growth }: FileColumn): string => (growth > 0 ? `minmax(${width}px, ${growth}fr)` : `${width}px`);
  return { template: columns.map(track).join(' '), least: columns.reduce((sum, { width }) => sum + width, 0) };
}

function column(key: string, title: string, isNumber: boolean, width: number, text: (file: DataFile) => string): FileColumn {
  const growth = { path: 2, partition: 1 }[key] ?? 0;
  return { key, title, isNumber, isDescendingFirst: isNumber || key.startsWith('max:'), width, growth, text, hint: text };
}

function rowsText(file: DataFile): string {
  if (file.rows === undefined) return '–';
  return `${formatCount(file.rows)}${file.hasDeletionVector ? '*' : ''}`;
}

function boundText(value: unknown): string {
  return value === undefined || value === null ? '–' : String(value);
}
