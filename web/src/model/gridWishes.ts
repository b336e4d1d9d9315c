import { cellKind, type CellKind } from './cellType';

export interface SortWish {
  readonly key: string;
  readonly isDescending: boolean;
}

export type FilterOperator = 'contains' | 'equals' | 'differs' | 'less' | 'atMost' | 'greater' | 'atLeast' | 'isNull' | 'isNotNull';

export interface FilterWish {
  readonly key: string;
  readonly operator: FilterOperator;
  /** As the person typed it; empty for the two about null. */
  readonly value: string;
}

/** What a person asks of a result: the same wishes are met in the browser or by the server. */
export interface GridWishes {
  readonly sort: readonly SortWish[];
  readonly filters: readonly FilterWish[];
  readonly search: string;
}

export const noWishes: GridWishes = { sort: [], filters: [], search: '' };

export function hasWishes(wishes: GridWishes): boolean {
  return wishes.sort.length > 0 || wishes.filters.length > 0 || wishes.search !== '';
}

/** True when some rows may be left out: a mere order keeps all. */
export function picks(wishes: GridWishes): boolean {
  return wishes.filters.length > 0 || wishes.search !== '';
}

export const operatorLabels: Readonly<Record<FilterOperator, string>> = {
  contains: 'contains',
  equals: 'is',
  differs: 'is not',
  less: 'less than',
  atMost: 'at most',
  greater: 'greater than',
  atLeast: 'at least',
  isNull: 'is null',
  isNotNull: 'is not null',
};

const ordered: readonly FilterOperator[] = ['equals', 'differs', 'less', 'atMost', 'greater', 'atLeast', 'isNull', 'isNotNull'];
const textual: readonly FilterOperator[] = ['contains', 'equals', 'differs', 'less', 'greater', 'isNull', 'isNotNull'];
const opaque: readonly FilterOperator[] = ['contains', 'isNull', 'isNotNull'];

export function operatorsFor(type: string): readonly FilterOperator[] {
  const kind = cellKind(type);
  if (kind === 'text') return textual;
  if (kind === 'boolean') return ['equals', 'differs', 'isNull', 'isNotNull'];
  if (kind === 'nested' || kind === 'binary' || kind === 'other') return opaque;
  return ordered;
}

export function needsValue(operator: FilterOperator): boolean {
  return operator !== 'isNull' && operator !== 'isNotNull';
}

const patterns: Readonly<Partial<Record<CellKind, { readonly form: RegExp; readonly hint: string }>>> = {
  integer: { form: /^-?\d{1,38}$/, hint: 'Give a whole number, such as 42.' },
  decimal: { form: /^-?\d{1,38}(\.\d{0,38})?$/, hint: 'Give a number, such as 1.50.' },
  float: { form: /^(-?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?|NaN|-?Infinity)$/i, hint: 'Give a number, NaN or Infinity.' },
  boolean: { form: /^(true|false)$/i, hint: 'Give true or false.' },
  date: { form: /^\d{4}-\d\d-\d\d$/, hint: 'Give a date, such as 2026-03-01.' },
  timestamp: { form: /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?$/, hint: 'Give a time of your zone, such as 2026-03-01 13:30.' },
  timestampLocal: { form: /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?$/, hint: 'Give a time, such as 2026-03-01 13:30.' },
};

/** Why a value can't be compared with a column of this type; undefined when it can. */
export function filterProblem(type: string, operator: FilterOperator, value: string): string | undefined {
  if (!needsValue(operator)) return undefined;
  if (operator === 'contains') return value === '' ? 'Give the text to look for.' : undefined;
  const pattern = patterns[cellKind(type)];
  return pattern && !pattern.form.test(value.trim()) ? pattern.hint : undefined;
}

/** A click on a header: ascending, descending, as it came. With `adds` the other columns' orders stay. */
export function nextSort(sort: readonly SortWish[], key: string, adds: boolean): readonly SortWish[] {
  const current = sort.find((wish) => wish.key === key);
  const rest = adds ? sort.filter((wish) => wish.key !== key) : [];
  if (!current) return [...rest, { key, isDescending: false }];
  return current.isDescending ? rest : [...rest, { key, isDescending: true }];
}

const isOperator = (value: unknown): value is FilterOperator => typeof value === 'string' && Object.hasOwn(operatorLabels, value);

function decodeSort(value: unknown): readonly SortWish[] {
  if (typeof value !== 'object' || value === null) return [];
  const { key, isDescending }: { key?: unknown; isDescending?: unknown } = value;
  return typeof key === 'string' ? [{ key, isDescending: isDescending === true }] : [];
}

function decodeFilter(value: unknown): readonly FilterWish[] {
  if (typeof value !== 'object' || value === null) return [];
  const { key, operator, value: text }: { key?: unknown; operator?: unknown; value?: unknown } = value;
  return typeof key === 'string' && isOperator(operator) && typeof text === 'string' ? [{ key, operator, value: text }] : [];
}

/** Wishes out of a stored view; whatever is not one is left out. */
export function decodeWishes(value: unknown): GridWishes {
  if (typeof value !== 'object' || value === null) return noWishes;
  const { sort, filters, search }: { sort?: unknown; filters?: unknown; search?: unknown } = value;
  return {
    sort: Array.isArray(sort) ? sort.flatMap(decodeSort) : [],
    filters: Array.isArray(filters) ? filters.flatMap(decodeFilter) : [],
    search: typeof search === 'string' ? search : '',
  };
}
