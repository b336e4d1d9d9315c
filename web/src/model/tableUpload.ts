import { parseTableName } from './tableName';

export type UploadFormat = 'csv' | 'json' | 'ndjson' | 'parquet';

const formats: Readonly<Record<string, UploadFormat>> = {
  csv: 'csv', tsv: 'csv', txt: 'csv', json: 'json', ndjson: 'ndjson', jsonl: 'ndjson', parquet: 'parquet', pq: 'parquet',
};

export interface UploadChoice {
  readonly format: UploadFormat;
  readonly header: boolean;
  readonly delimiter: string;
}

/** By the file's ending; null for one that can't be read. */
export function choiceFor(fileName: string): UploadChoice | null {
  const ending = fileName.toLowerCase().split('.').pop() ?? '';
  const format = formats[ending];
  return format ? { format, header: true, delimiter: ending === 'tsv' ? '\t' : ',' } : null;
}

/** Separators that CSV files are written with. */
export const delimiters = [',', ';', '\t', '|'] as const;

/**
 * The separator of a CSV file by its first lines: the one that cuts all of them into the same number of cells, the more
 * cells the better. Undefined when none does.
 */
export function guessDelimiter(start: string): string | undefined {
  const lines = start.split(/\r?\n/).filter((line) => line !== '');
  // The last one may be cut off.
  const whole = (lines.length > 1 ? lines.slice(0, -1) : lines).slice(0, 20).map(withoutQuoted);
  const scored = delimiters.map((delimiter) => {
    const counts = whole.map((line) => line.split(delimiter).length - 1);
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    return { delimiter, cells: least === most ? least : 0 };
  });
  const best = scored.reduce((left, right) => (right.cells > left.cells ? right : left));
  return whole.length > 0 && best.cells > 0 ? best.delimiter : undefined;
}

function withoutQuoted(line: string): string {
  return line.replace(/"(?:[^"]|"")*"/g, '""');
}

export const largestUpload = 2 * 1024 * 1024 * 1024;

/** Why a file is not taken, with what to do; null when it is. */
export function refusal(fileName: string, bytes: number): string | null {
  if (!choiceFor(fileName)) {
    const isPacked = /\.(gz|zip|zst|bz2|xz|7z)$/i.test(fileName);
    return isPacked
      ? `${fileName} is compressed. Unpack it first, then drop the CSV, JSON or Parquet file inside.`
      : `${fileName} is not a CSV, TSV, JSON, NDJSON or Parquet file. Name it with the ending of its format.`;
  }
  if (bytes === 0) return `${fileName} is empty.`;
  if (bytes > largestUpload) {
    return `${fileName} is larger than 2 GiB. Split it, or put a Delta table into the lake folder and register it.`;
  }
  return null;
}

/** A table's name from a file's: `Sales 2024 (final).csv` is `sales_2024_final`; never one that is taken. */
export function suggestName(fileName: string, taken: readonly string[], schema = 'delta_lake'): string {
  const stem = fileName.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '');
  const plain = stem.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
  const words = plain.replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '') || 'upload';
  const base = `${schema}.${/^[0-9]/.test(words) ? `t_${words}` : words}`.slice(0, 120);
  const used = new Set(taken.map((name) => name.toLowerCase()));
  let name = base;
  for (let number = 2; used.has(name); number += 1) name = `${base}_${number}`;
  return name;
}

/** What is wrong with a new table's name; null when nothing is. */
export function nameProblem(name: string, taken: readonly string[]): string | null {
  if (name.trim() === '') return 'Give the table a name.';
  const parts = parseTableName(name.trim());
  if (!parts) return 'Write table or schema.table; back-quote a part that has a dot in it.';
  const bad = [parts.schema, parts.table].find((part) => /^[._]/.test(part) || part.includes('/'));
  if (bad !== undefined) return `“${bad}” cannot be a folder of the lake: no leading dot or underscore, no slash.`;
  const full = `${parts.schema}.${parts.table}`.toLowerCase();
  return taken.some((other) => other.toLowerCase() === full) ? 'A table of this name exists already.' : null;
}

/** Types that an uploaded column can be read as. */
export const columnTypes: readonly string[] = [
  'string', 'boolean', 'int', 'bigint', 'double', 'decimal(18,2)', 'decimal(38,10)', 'date', 'timestamp',
];

/** The choices for a column: those above, with the type that was found. */
export function choicesFor(found: string): readonly string[] {
  return columnTypes.includes(found) ? columnTypes : [found, ...columnTypes];
}

export interface UploadColumn {
  readonly name: string;
  readonly type: string;
}

/** The columns to send: undefined when nothing was overridden, so that the server keeps what it found. */
export function overriddenColumns(
  found: readonly UploadColumn[],
  overrides: Readonly<Record<string, string>>,
): UploadColumn[] | undefined {
  const columns = found.map(({ name, type }) => ({ name, type: overrides[name] ?? type }));
  return columns.some(({ type }, index) => type !== found[index]?.type) ? columns : undefined;
}

/**
 * Rows of the preview whose value does not look like the chosen type, so that a wrong choice shows before the server
 * refuses it.
 */
export function misfits(values: readonly unknown[], type: string): number {
  const fits = fitting(type);
  return fits ? values.filter((value) => value !== null && value !== '' && !fits(String(value))).length : 0;
}

function fitting(type: string): ((text: string) => boolean) | null {
  if (/^(tinyint|smallint|int|bigint)$/.test(type)) return (text) => /^\s*[+-]?\d+\s*$/.test(text);
  if (/^(float|double)$/.test(type) || type.startsWith('decimal')) {
    return (text) => text.trim() !== '' && (Number.isFinite(Number(text)) || /^(nan|[+-]?inf(inity)?)$/i.test(text));
  }
  if (type === 'boolean') return (text) => /^\s*(true|false)\s*$/i.test(text);
  if (type === 'date') return (text) => /^\s*\d{4}-\d{1,2}-\d{1,2}/.test(text);
  if (type === 'timestamp') return (text) => /^\s*\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2})?/.test(text);
  return null;
}
