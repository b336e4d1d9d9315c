import { cellKind, columnKeys, isNumberKind, type CellKind, type ColumnMeta } from './cellType';
import { typedTimeText } from './gridLocal';
import type { FilterWish, GridWishes } from './gridWishes';

/** A name that the engine takes as it is, whatever its characters. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u0000': '\\0', '\u001a': '\\Z' };

/** A string literal. Quotes are escaped, not doubled: the embedded engine drops doubled ones. */
export function quoteText(text: string): string {
  return `'${text.replace(/[\\'\n\r\t\u0000\u001a]/g, (character) => escapes[character] ?? character)}'`;
}

/** A typed value as a literal of its column's type. Values are checked by `filterProblem`; what is not one is a string. */
export function literal(value: string, type: string, zone: string): string {
  const kind = cellKind(type);
  const text = value.trim();
  if (kind === 'integer' && /^-?\d+$/.test(text)) return `CAST('${text}' AS decimal(38,0))`;
  if (kind === 'decimal' && /^-?\d+(\.\d*)?$/.test(text)) return `CAST('${text}' AS ${decimalFor(text)})`;
  if (kind === 'float') return `CAST(${quoteText(text)} AS double)`;
  if (kind === 'boolean') return text.toLowerCase() === 'true' ? 'true' : 'false';
  if (kind === 'date') return `CAST(${quoteText(text)} AS date)`;
  if (kind === 'timestamp') return `CAST(${quoteText(typedTimeText(text, zone))} AS timestamp)`;
  if (kind === 'timestampLocal') return `CAST(${quoteText(typedTimeText(text, 'UTC').replace(/Z$/, ''))} AS timestamp_ntz)`;
  return quoteText(value);
}

function decimalFor(text: string): string {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const scale = Math.min(38, fraction.length);
  return `decimal(${Math.min(38, Math.max(1, whole.length + scale))},${scale})`;
}

/** Columns that a statement can name: those whose name no other column has, letter case aside. */
export function derivableKeys(columns: readonly ColumnMeta[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { name } of columns) counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  const keys = columnKeys(columns);
  return new Set(keys.filter((_, index) => counts.get(columns[index]?.name.toLowerCase() ?? '') === 1));
}

interface NamedColumn extends ColumnMeta {
  readonly sql: string;
}

function findColumn(columns: readonly ColumnMeta[], key: string): NamedColumn | undefined {
  const column = columns[columnKeys(columns).indexOf(key)];
  return column && derivableKeys(columns).has(key) ? { ...column, sql: quoteName(column.name) } : undefined;
}

/** The column of `numbered_result` that has the rows' numbers: the server puts underscores in front until no other column has the name. */
export function rowNumberName(columns: readonly ColumnMeta[]): string {
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  let name = '_row';
  while (names.has(name)) name = `_${name}`;
  return name;
}

/**
 * The wishes over a result. Rows that stay, and those that sort alike, keep the order of the result, which no engine does by
 * itself. Columns that can't be named are left out; ask `derivableKeys` before.
 */
export function wishesSQL(columns: readonly ColumnMeta[], wishes: GridWishes, zone: string): string {
  const order = wishes.sort.flatMap(({ key, isDescending }) => {
    const column = findColumn(columns, key);
    return column ? [`${orderExpression(column)} ${isDescending ? 'DESC' : 'ASC'} NULLS LAST`] : [];
  });
  const orderBy = [...order, quoteName(rowNumberName(columns))].join(', ');
  return `SELECT * FROM numbered_result${whereSQL(columns, wishes, zone)}\nORDER BY ${orderBy}`;
}

export function whereSQL(columns: readonly ColumnMeta[], wishes: GridWishes, zone: string): string {
  const conditions = wishes.filters.flatMap((filter) => {
    const column = findColumn(columns, filter.key);
    return column ? [filterSQL(column, filter, zone)] : [];
  });
  if (wishes.search !== '') conditions.push(searchSQL(columns, wishes.search));
  return conditions.length > 0 ? `\nWHERE ${conditions.join('\n  AND ')}` : '';
}

/** Structs, arrays and maps have no order that all engines share: their text has one. */
function orderExpression(column: NamedColumn): string {
  const kind = cellKind(column.type);
  return kind === 'nested' || kind === 'other' ? `CAST(${column.sql} AS string)` : column.sql;
}

const operators: Readonly<Record<string, string>> = { equals: '=', differs: '<>', less: '<', atMost: '<=', greater: '>', atLeast: '>=' };

function filterSQL(column: NamedColumn, filter: FilterWish, zone: string): string {
  if (filter.operator === 'isNull') return `${column.sql} IS NULL`;
  if (filter.operator === 'isNotNull') return `${column.sql} IS NOT NULL`;
  if (filter.operator === 'contains') return containsSQL(column, filter.value);
  return `${column.sql} ${operators[filter.operator] ?? '='} ${literal(filter.value, column.type, zone)}`;
}

function textOf({ sql, type }: NamedColumn): string {
  const kind: CellKind = cellKind(type);
  if (kind === 'text') return sql;
  if (kind === 'binary') return `hex(${sql})`;
  return kind === 'nested' && !/^\s*variant/i.test(type) ? `to_json(${sql})` : `CAST(${sql} AS string)`;
}

function containsSQL(column: NamedColumn, text: string): string {
  return `contains(lower(${textOf(column)}), ${quoteText(text.toLowerCase())})`;
}

function searchSQL(columns: readonly ColumnMeta[], search: string): string {
  const number = search.replace(/(\d),(?=\d{3})/g, '$1').replace('−', '-');
  const named = columnKeys(columns).flatMap((key) => findColumn(columns, key) ?? []);
  const conditions = named.map((column) => containsSQL(column, isNumberKind(cellKind(column.type)) ? number : search));
  if (conditions.length === 0) return 'false';
  return balancedOr(conditions.map((condition) => `coalesce(${condition}, false)`));
}

/** A chain of a thousand ORs ends the embedded engine; a tree of the same conditions is ten levels deep. */
function balancedOr(conditions: readonly string[]): string {
  if (conditions.length <= 2) return `(${conditions.join(' OR ')})`;
  const middle = conditions.length >> 1;
  return `(${balancedOr(conditions.slice(0, middle))} OR ${balancedOr(conditions.slice(middle))})`;
}
