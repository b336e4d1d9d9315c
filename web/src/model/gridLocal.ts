import { compactJson } from './cellJson';
import { cellKind, columnKeys, isNumberKind, type ColumnMeta, type Row } from './cellType';
import { compareNumbers, compareText, compareValues, rowComparer } from './cellCompare';
import { instantOfWall, parseTimeMs, timestampText } from './cellTime';
import { needsValue, type FilterWish, type GridWishes, type SortWish } from './gridWishes';

/** Results up to this size are sorted, filtered and searched in the browser; larger ones by the server. */
export const localRowLimit = 10_000;

/** The rows that meet the wishes, in their order: indexes into `rows`. */
export function arrangeRows(columns: readonly ColumnMeta[], rows: readonly Row[], wishes: GridWishes, zone: string): number[] {
  const keys = columnKeys(columns);
  const tests = wishes.filters.flatMap((filter) => {
    const index = keys.indexOf(filter.key);
    const column = columns[index];
    return column ? [rowTest(filter, index, column.type, zone)] : [];
  });
  if (wishes.search !== '') tests.push(searchTest(columns, wishes.search, zone));
  const kept: number[] = [];
  rows.forEach((row, index) => {
    if (tests.every((test) => test(row))) kept.push(index);
  });
  return sortRows(kept, keys, columns, rows, wishes.sort);
}

function sortRows(kept: number[], keys: readonly string[], columns: readonly ColumnMeta[], rows: readonly Row[], sort: readonly SortWish[]): number[] {
  const compares = sort.flatMap(({ key, isDescending }) => {
    const index = keys.indexOf(key);
    const column = columns[index];
    return column ? [{ index, compare: rowComparer(column.type, isDescending) }] : [];
  });
  if (compares.length === 0) return kept;
  return kept.sort((left, right) => {
    for (const { index, compare } of compares) {
      const result = compare(rows[left]?.[index], rows[right]?.[index]);
      if (result !== 0) return result;
    }
    return left - right;
  });
}

type RowTest = (row: Row) => boolean;

function rowTest(filter: FilterWish, index: number, type: string, zone: string): RowTest {
  const test = valueTest(filter, type, zone);
  return (row) => test(row[index]);
}

function valueTest(filter: FilterWish, type: string, zone: string): (value: unknown) => boolean {
  const isMissing = (value: unknown): boolean => value === null || value === undefined;
  if (!needsValue(filter.operator)) return (value) => isMissing(value) === (filter.operator === 'isNull');
  if (filter.operator === 'contains') {
    const wanted = filter.value.toLowerCase();
    return (value) => !isMissing(value) && plainText(value, type).toLowerCase().includes(wanted);
  }
  const compare = comparison(type, filter.value, zone);
  const holds = operatorTest(filter.operator);
  return (value) => !isMissing(value) && holds(compare(value));
}

function operatorTest(operator: FilterWish['operator']): (order: number) => boolean {
  switch (operator) {
    case 'differs':
      return (order) => order !== 0;
    case 'less':
      return (order) => order < 0;
    case 'atMost':
      return (order) => order <= 0;
    case 'greater':
      return (order) => order > 0;
    case 'atLeast':
      return (order) => order >= 0;
    default:
      return (order) => order === 0;
  }
}

/** Compares a value of the column with what the person typed. */
function comparison(type: string, typed: string, zone: string): (value: unknown) => number {
  const kind = cellKind(type);
  const text = typed.trim();
  if (isNumberKind(kind)) return (value) => compareNumbers(value, text);
  if (kind === 'boolean') return (value) => Number(String(value) !== text.toLowerCase());
  if (kind === 'timestamp' || kind === 'timestampLocal') {
    const wanted = typedTimeText(text, kind === 'timestamp' ? zone : 'UTC');
    return (value) => compareValues(value, wanted, kind);
  }
  return kind === 'date' ? (value) => compareText(String(value), text) : (value) => compareText(String(value), typed);
}

/** ISO text in UTC of a time typed on the clock of `zone`; its fraction of a second is kept. */
export function typedTimeText(typed: string, zone: string): string {
  const [, day = '', clock = '00:00', fraction = ''] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(\.\d+)?)?$/.exec(typed) ?? [];
  const wall = parseTimeMs(`${day} ${clock.length === 5 ? `${clock}:00` : clock}`);
  if (wall === undefined) return typed;
  return new Date(instantOfWall(zone, wall)).toISOString().replace('.000Z', `${fraction}Z`);
}

const searchTextLimit = 100_000;

function plainText(value: unknown, type: string): string {
  if (typeof value === 'object' && value !== null) return compactJson(value, searchTextLimit).text;
  const text = String(value);
  const kind = cellKind(type);
  return kind === 'timestamp' || kind === 'timestampLocal' ? text.replace('T', ' ').replace('Z', '') : text;
}

/** Any column; timestamps match as they are shown and in UTC, numbers with and without separators. */
function searchTest(columns: readonly ColumnMeta[], search: string, zone: string): RowTest {
  const wanted = search.toLowerCase();
  const number = search.replace(/(\d),(?=\d{3})/g, '$1').replace('−', '-').toLowerCase();
  const matches = columns.map(({ type }) => {
    const kind = cellKind(type);
    if (isNumberKind(kind)) return (value: unknown): boolean => String(value).toLowerCase().includes(number);
    if (kind !== 'timestamp') return (value: unknown): boolean => plainText(value, type).toLowerCase().includes(wanted);
    return (value: unknown): boolean => plainText(value, type).includes(wanted) || (timestampText(String(value), zone) ?? '').includes(wanted);
  });
  return (row) => matches.some((match, index) => row[index] !== null && row[index] !== undefined && match(row[index]));
}
