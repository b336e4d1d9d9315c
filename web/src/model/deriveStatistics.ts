import { cellKind, isNumberKind, type ColumnMeta } from './cellType';
import { quoteName } from './deriveSQL';

/** Figures of one column; which there are depends on its type. */
export interface ColumnStatistics {
  readonly rows: number;
  readonly nulls: number;
  readonly distinct?: number;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly mean?: number;
  readonly notANumber?: number;
}

export interface HistogramBar {
  readonly label: string;
  readonly count: number;
  /** Where the bar begins and ends, for numbers and times (milliseconds). */
  readonly from?: number;
  readonly to?: number;
}

export type HistogramPlan =
  | { readonly kind: 'values'; readonly sql: string }
  | { readonly kind: 'bins'; readonly sql: string; readonly from: number; readonly width: number; readonly bins: number };

export const histogramBins = 24;
export const topValues = 12;

/** One row: rows, values, distinct, min, max, mean, NaN count; null where the type has no such figure. */
export function statisticsSQL(column: ColumnMeta): string {
  const name = quoteName(column.name);
  const kind = cellKind(column.type);
  const isPlain = kind !== 'nested' && kind !== 'other';
  const finite = kind === 'float' ? `CASE WHEN NOT isnan(${name}) THEN ${name} END` : name;
  const mean = isNumberKind(kind) ? `avg(CAST(${finite} AS double))` : 'CAST(NULL AS double)';
  const figures = [
    'count(*) AS total',
    `count(${name}) AS present`,
    `${isPlain ? `count(DISTINCT ${name})` : 'CAST(NULL AS bigint)'} AS distinct_values`,
    `${isPlain ? `min(${finite})` : 'CAST(NULL AS string)'} AS least`,
    `${isPlain ? `max(${finite})` : 'CAST(NULL AS string)'} AS most`,
    `${mean} AS mean`,
    `${kind === 'float' ? `count(CASE WHEN isnan(${name}) THEN 1 END)` : 'CAST(0 AS bigint)'} AS nans`,
  ];
  return `SELECT ${figures.join(',\n       ')}\nFROM result`;
}

const asCount = (value: unknown): number => Number(value ?? 0);

export function readStatistics(row: readonly unknown[]): ColumnStatistics {
  const [total, present, distinct, minimum, maximum, mean, nans] = row;
  return {
    rows: asCount(total),
    nulls: asCount(total) - asCount(present),
    ...(distinct === null || distinct === undefined ? {} : { distinct: asCount(distinct) }),
    ...(minimum === null || minimum === undefined ? {} : { minimum }),
    ...(maximum === null || maximum === undefined ? {} : { maximum }),
    ...(mean === null || mean === undefined ? {} : { mean: Number(mean) }),
    ...(asCount(nans) > 0 ? { notANumber: asCount(nans) } : {}),
  };
}

/** Number of a value on the axis of its type: milliseconds for times. */
export function axisExpression(column: ColumnMeta): string {
  const name = quoteName(column.name);
  const kind = cellKind(column.type);
  if (kind === 'timestamp') return `unix_millis(${name})`;
  if (kind === 'date' || kind === 'timestampLocal') return `unix_millis(CAST(${name} AS timestamp))`;
  return `CAST(${name} AS double)`;
}

/** A number as SQL writes a double, without locale and without losing digits. */
export function doubleLiteral(value: number): string {
  return `CAST('${String(value)}' AS double)`;
}

/** The bin of a value, from 0; the last one takes the greatest value too. */
export function binExpression(axis: string, from: number, width: number, bins: number): string {
  return `CAST(least(floor((${axis} - ${doubleLiteral(from)}) / ${doubleLiteral(width)}), ${bins - 1}) AS int)`;
}

/** Bins between least and most for numbers and times; the most frequent values for everything else. */
export function histogramPlan(column: ColumnMeta, least: number | undefined, most: number | undefined): HistogramPlan {
  const isRange = least !== undefined && most !== undefined && Number.isFinite(least) && Number.isFinite(most) && most > least;
  if (!isRange) return { kind: 'values', sql: valuesSQL(column) };
  const isWhole = cellKind(column.type) === 'integer';
  const span = isWhole ? most - least + 1 : most - least;
  const bins = isWhole ? Math.min(histogramBins, span) : histogramBins;
  const width = isWhole ? Math.ceil(span / bins) : span / bins;
  const axis = axisExpression(column);
  const finite = cellKind(column.type) === 'float' ? ` AND NOT isnan(${quoteName(column.name)}) AND abs(${quoteName(column.name)}) < double('Infinity')` : '';
  const bin = binExpression(axis, least, width, bins);
  const sql = `SELECT ${bin} AS bin, count(*) AS amount\nFROM result\nWHERE ${quoteName(column.name)} IS NOT NULL${finite}\nGROUP BY ${bin}\nORDER BY bin`;
  return { kind: 'bins', sql, from: least, width, bins };
}

function valuesSQL(column: ColumnMeta): string {
  const name = quoteName(column.name);
  const kind = cellKind(column.type);
  const value = kind === 'nested' && !/^\s*variant/i.test(column.type) ? `to_json(${name})` : kind === 'binary' ? `hex(${name})` : `CAST(${name} AS string)`;
  return `SELECT ${value} AS value, count(*) AS amount\nFROM result\nGROUP BY ${value}\nORDER BY amount DESC, value\nLIMIT ${topValues}`;
}

/** All bins in order, the empty ones too. */
export function readBins(plan: Extract<HistogramPlan, { kind: 'bins' }>, rows: readonly (readonly unknown[])[]): HistogramBar[] {
  const counts = new Map(rows.map((row) => [Number(row[0]), Number(row[1])]));
  return Array.from({ length: plan.bins }, (_, bin) => {
    const from = plan.from + bin * plan.width;
    return { label: String(from), count: counts.get(bin) ?? 0, from, to: from + plan.width };
  });
}

export function readValues(rows: readonly (readonly unknown[])[]): HistogramBar[] {
  return rows.map((row) => ({ label: row[0] === null ? 'null' : String(row[0]), count: Number(row[1]) }));
}
