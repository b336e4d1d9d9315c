import type { Column } from './query';

export type ColumnMeta = Column;
export type Row = readonly unknown[];

export type CellKind =
  | 'integer'
  | 'decimal'
  | 'float'
  | 'boolean'
  | 'text'
  | 'binary'
  | 'date'
  | 'timestamp'
  | 'timestampLocal'
  | 'nested'
  | 'other';

const kindsByName: Readonly<Record<string, CellKind>> = {
  tinyint: 'integer',
  smallint: 'integer',
  int: 'integer',
  integer: 'integer',
  bigint: 'integer',
  long: 'integer',
  decimal: 'decimal',
  float: 'float',
  real: 'float',
  double: 'float',
  boolean: 'boolean',
  string: 'text',
  varchar: 'text',
  char: 'text',
  binary: 'binary',
  date: 'date',
  timestamp: 'timestamp',
  timestamp_ltz: 'timestamp',
  timestamp_ntz: 'timestampLocal',
  struct: 'nested',
  array: 'nested',
  map: 'nested',
  variant: 'nested',
};

/** How values of a Spark type are shown and compared. */
export function cellKind(type: string): CellKind {
  const name = /^\s*([a-z_]+)/i.exec(type)?.[1]?.toLowerCase() ?? '';
  return kindsByName[name] ?? 'other';
}

export function isNumberKind(kind: CellKind): boolean {
  return kind === 'integer' || kind === 'decimal' || kind === 'float';
}

export function isTimeKind(kind: CellKind): boolean {
  return kind === 'date' || kind === 'timestamp' || kind === 'timestampLocal';
}

/** Time that names an instant; the others are what a wall clock somewhere showed. */
export function isInstantKind(kind: CellKind): boolean {
  return kind === 'timestamp';
}

/** Keys that stay apart when two columns have the same name: `a`, `a#2`. Layouts and charts are stored by them. */
export function columnKeys(columns: readonly ColumnMeta[]): string[] {
  const seen = new Set<string>();
  return columns.map(({ name }) => {
    let key = name;
    for (let number = 2; seen.has(key); number += 1) key = `${name}#${number}`;
    seen.add(key);
    return key;
  });
}

/** The type on one short line, for a header: `struct<…>`. */
export function shortType(type: string): string {
  const open = type.indexOf('<');
  return open < 0 ? type : `${type.slice(0, open)}<…>`;
}
