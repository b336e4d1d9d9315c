import { cellKind, isNumberKind, type ColumnMeta, type Row } from './cellType';
import { quoteName, quoteText } from './deriveSQL';

export type CopyFormat = 'tsv' | 'markdown' | 'json' | 'insert';

export const copyFormatLabels: Readonly<Record<CopyFormat, string>> = {
  tsv: 'TSV with header',
  markdown: 'Markdown table',
  json: 'JSON',
  insert: 'SQL INSERT',
};

/** Columns and rows as they are selected: each row has exactly the columns' values. */
export interface Selection {
  readonly columns: readonly ColumnMeta[];
  readonly rows: readonly Row[];
}

export function copyText(selection: Selection, format: CopyFormat): string {
  switch (format) {
    case 'tsv':
      return tsv(selection, true);
    case 'markdown':
      return markdown(selection);
    case 'json':
      return json(selection);
    case 'insert':
      return insert(selection);
  }
}

/** What Ctrl-C gives: values only, so that one cell pastes as itself. */
export function plainCopy(selection: Selection): string {
  const only = selection.rows.length === 1 && selection.columns.length === 1;
  return only ? plainText(selection.rows[0]?.[0]) : tsv(selection, false);
}

function plainText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** As spreadsheets read it: what holds a tab, a line break or a quote is quoted, quotes doubled. */
function tsvField(value: unknown): string {
  const text = plainText(value);
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function tsv({ columns, rows }: Selection, hasHeader: boolean): string {
  const lines = rows.map((row) => row.map(tsvField).join('\t'));
  return (hasHeader ? [columns.map(({ name }) => tsvField(name)).join('\t'), ...lines] : lines).join('\n');
}

function markdownField(value: unknown): string {
  const text = value === null || value === undefined ? 'null' : plainText(value);
  return text
    .replace(/[\\|`*_[\]<>]/g, (character) => `\\${character}`)
    .replace(/\r\n|\r|\n/g, '<br>');
}

function markdown({ columns, rows }: Selection): string {
  const line = (fields: readonly string[]): string => `| ${fields.join(' | ')} |`;
  const header = line(columns.map(({ name }) => markdownField(name)));
  const rule = line(columns.map(({ type }) => (isNumberKind(cellKind(type)) ? '---:' : '---')));
  return [header, rule, ...rows.map((row) => line(row.map(markdownField)))].join('\n');
}

/** Objects by column name; names that come twice get a number, so that no value is lost. */
function json({ columns, rows }: Selection): string {
  const names = uniqueNames(columns);
  const lines = rows.map((row) => {
    const fields = names.map((name, index) => `${JSON.stringify(name)}: ${jsonValue(row[index], columns[index]?.type ?? '')}`);
    return `  {${fields.join(', ')}}`;
  });
  return `[\n${lines.join(',\n')}\n]`;
}

function uniqueNames(columns: readonly ColumnMeta[]): string[] {
  const used = new Set<string>();
  return columns.map(({ name }) => {
    let unique = name;
    for (let number = 2; used.has(unique); number += 1) unique = `${name}_${number}`;
    used.add(unique);
    return unique;
  });
}

/** Numbers that came as strings are numbers again: JSON itself bounds no digits. */
function jsonValue(value: unknown, type: string): string {
  const isNumberText = typeof value === 'string' && isNumberKind(cellKind(type)) && /^-?\d+(\.\d+)?$/.test(value);
  return isNumberText ? value : JSON.stringify(value ?? null);
}

const rowsPerInsert = 500;

/** Statements for a table that the reader names; 500 rows each, since engines bound a statement's size. */
function insert({ columns, rows }: Selection): string {
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  const statements: string[] = [];
  for (let start = 0; start < rows.length; start += rowsPerInsert) {
    const values = rows.slice(start, start + rowsPerInsert).map((row) => `  (${row.map((value, index) => sqlValue(value, columns[index]?.type ?? '')).join(', ')})`);
    statements.push(`INSERT INTO \`table_name\` (${names}) VALUES\n${values.join(',\n')};`);
  }
  return statements.join('\n');
}

export function sqlValue(value: unknown, type: string): string {
  if (value === null || value === undefined) return 'NULL';
  const kind = cellKind(type);
  if (kind === 'integer') return String(value);
  if (kind === 'decimal') return `CAST('${String(value)}' AS ${type})`;
  if (kind === 'float') return floatValue(value, type);
  if (kind === 'boolean') return String(value);
  if (kind === 'date') return `DATE${quoteText(String(value))}`;
  if (kind === 'timestamp') return `TIMESTAMP${quoteText(String(value))}`;
  if (kind === 'timestampLocal') return `TIMESTAMP_NTZ${quoteText(String(value).replace('T', ' '))}`;
  if (kind === 'binary') return `unbase64(${quoteText(String(value))})`;
  if (kind === 'nested') return nestedValue(value, type);
  return quoteText(String(value));
}

function floatValue(value: unknown, type: string): string {
  return typeof value === 'number' ? `${value}${/^\s*(float|real)/i.test(type) ? 'F' : 'D'}` : `CAST(${quoteText(String(value))} AS ${type})`;
}

/** `from_json` reads a nested value back in one expression, whatever its depth. */
function nestedValue(value: unknown, type: string): string {
  const text = quoteText(JSON.stringify(value));
  return /^\s*variant/i.test(type) ? `parse_json(${text})` : `from_json(${text}, ${quoteText(type)})`;
}
