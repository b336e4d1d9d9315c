import { formatCell } from './cellFormat';
import type { ColumnMeta, Row } from './cellType';
import { noted } from './chartNotes';
import { readTime } from './chartProposal';
import { chartFields, fieldOf, type Aggregate, type ChartField, type ChartSpec } from './chartSpec';

export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  /** Least and greatest value of the bucket that the point stands for. */
  readonly low?: number;
  readonly high?: number;
}

export interface PointSeries {
  readonly name: string;
  readonly points: readonly ChartPoint[];
}

export interface ValueSeries {
  readonly name: string;
  readonly values: readonly (number | undefined)[];
}

export interface ChartCell {
  readonly x: number;
  readonly y: number;
  readonly count: number;
}

/** What is drawn. Each form has what its kinds need and nothing of the screen. */
export type ChartData =
  | {
      readonly form: 'points';
      readonly isTime: boolean;
      readonly series: readonly PointSeries[];
      /** What the x axis spans when that isn't what the points do: a window that slides. */
      readonly range?: { readonly from: number; readonly to: number };
    }
  | { readonly form: 'values'; readonly categories: readonly string[]; readonly series: readonly ValueSeries[] }
  | { readonly form: 'cells'; readonly isTime: boolean; readonly xStep: number; readonly yStep: number; readonly cells: readonly ChartCell[] }
  | { readonly form: 'matrix'; readonly columns: readonly string[]; readonly rows: readonly string[]; readonly values: readonly (readonly (number | undefined)[])[] }
  | { readonly form: 'bins'; readonly isTime: boolean; readonly from: number; readonly width: number; readonly counts: readonly number[] }
  | { readonly form: 'big'; readonly label: string; readonly value: string; readonly spark: readonly ChartPoint[] };

export interface Chart {
  readonly data: ChartData;
  /** What the reader should know about it: buckets, rows left out. */
  readonly note?: string;
}

export const otherName = 'other';
export const mostSeries = 8;
export const mostCategories = 30;

/** A number of the server's JSON for drawing; undefined for null and what is not finite. */
export function plotNumber(value: unknown): number | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  const number = typeof value === 'boolean' ? Number(value) : Number(value);
  return Number.isFinite(number) ? number : undefined;
}

export function axisNumber(field: ChartField, value: unknown): number | undefined {
  return field.role === 'number' ? plotNumber(value) : readTime(value);
}

export function categoryText(field: ChartField | undefined, value: unknown, zone: string): string {
  return value === null || value === undefined || !field ? 'null' : formatCell(value, field.column.type, { zone, clip: 80 }).text.replace(/^(\d{4}-\d\d-\d\d) 00:00:00$/, '$1');
}

class Accumulator {
  private sum = 0;
  private count = 0;
  private rows = 0;
  low = Number.POSITIVE_INFINITY;
  high = Number.NEGATIVE_INFINITY;

  add(value: number | undefined): void {
    this.rows += 1;
    if (value === undefined) return;
    this.sum += value;
    this.count += 1;
    this.low = Math.min(this.low, value);
    this.high = Math.max(this.high, value);
  }

  value(aggregate: Aggregate): number | undefined {
    if (aggregate === 'count') return this.rows;
    if (this.count === 0) return undefined;
    if (aggregate === 'sum') return this.sum;
    if (aggregate === 'avg') return this.sum / this.count;
    return aggregate === 'min' ? this.low : this.high;
  }
}

/** Series by name, the measure's own name when nothing splits them. */
function measuresOf(spec: ChartSpec, fields: readonly ChartField[]): { name: string; index: number }[] {
  if (spec.aggregate === 'count' && spec.y.length === 0) return [{ name: 'rows', index: -1 }];
  return spec.y.flatMap((key) => {
    const field = fieldOf(fields, key);
    return field ? [{ name: field.column.name || key, index: field.index }] : [];
  });
}

/** Points of every series in the order of x, one for each row. */
export function pointSeries(spec: ChartSpec, columns: readonly ColumnMeta[], rows: readonly Row[], zone: string): PointSeries[] {
  const fields = chartFields(columns);
  const x = fieldOf(fields, spec.x);
  if (!x) return [];
  const split = fieldOf(fields, spec.series);
  const series = new Map<string, ChartPoint[]>();
  for (const row of rows) {
    const at = axisNumber(x, row[x.index]);
    if (at === undefined) continue;
    for (const { name, index } of measuresOf(spec, fields)) {
      const y = index < 0 ? 1 : plotNumber(row[index]);
      if (y === undefined) continue;
      const title = split ? categoryText(split, row[split.index], zone) : name;
      const points = series.get(title);
      if (points) points.push({ x: at, y });
      else series.set(title, [{ x: at, y }]);
    }
  }
  return [...series].map(([name, points]) => ({ name, points: points.sort((left, right) => left.x - right.x) }));
}

/** Rows of one x become one point. `points` in the order of x. */
export function mergedPoints(points: readonly ChartPoint[], aggregate: Aggregate): ChartPoint[] {
  const sums = new Map<number, Accumulator>();
  for (const { x, y } of points) {
    const sum = sums.get(x) ?? new Accumulator();
    sum.add(y);
    sums.set(x, sum);
  }
  return [...sums].map(([x, sum]) => ({ x, y: sum.value(aggregate) ?? 0 }));
}

/** As many series as can be told apart, and what to say of the others. */
export function biggestSeries(series: readonly PointSeries[]): Limited<PointSeries> {
  if (series.length <= mostSeries) return { kept: series };
  const kept = [...series].sort((left, right) => right.points.length - left.points.length).slice(0, mostSeries);
  return { kept, note: longestNote(series.length) };
}

export interface Limited<Item> {
  readonly kept: readonly Item[];
  readonly note?: string;
}

export function longestNote(all: number): string {
  return `only the ${mostSeries} series with the most points of ${counted(all)} are drawn`;
}

const counted = (count: number): string => count.toLocaleString('en-GB');

interface Groups {
  readonly x: ChartField | undefined;
  readonly categories: readonly string[];
  readonly series: ValueSeries[];
}

/** One value per category and series, in the order of the rows. */
export function groupValues(spec: ChartSpec, columns: readonly ColumnMeta[], rows: readonly Row[], zone: string): Groups {
  const fields = chartFields(columns);
  const x = fieldOf(fields, spec.x);
  const split = fieldOf(fields, spec.series);
  const groups = new Map<string, Map<string, Accumulator>>();
  const names = new Set<string>();
  for (const row of rows) {
    const category = categoryText(x, x ? row[x.index] : null, zone);
    const group = groups.get(category) ?? new Map<string, Accumulator>();
    groups.set(category, group);
    for (const { name, index } of measuresOf(spec, fields)) {
      const title = split ? categoryText(split, row[split.index], zone) : name;
      names.add(title);
      const sum = group.get(title) ?? new Accumulator();
      sum.add(index < 0 ? 1 : plotNumber(row[index]));
      group.set(title, sum);
    }
  }
  const categories = [...groups.keys()];
  return { x, categories, series: [...names].map((name) => ({ name, values: categories.map((category) => groups.get(category)?.get(name)?.value(spec.aggregate)) })) };
}

type Values = ChartData & { readonly form: 'values' };

/** Values by category, largest first or in the order of the rows; the last of many categories become `other`. */
export function valueSeries(spec: ChartSpec, columns: readonly ColumnMeta[], rows: readonly Row[], zone: string, keepsOrder: boolean, most = mostCategories): Chart & { readonly data: Values } {
  const { x, categories, series } = groupValues(spec, columns, rows, zone);
  const { kept, note } = limitSeries(series, spec.aggregate);
  const hasNaturalOrder = x?.role !== 'category' || isSortedTime(x, rows);
  if (hasNaturalOrder) return noted(naturalOrder(categories, kept), note);
  const top = topCategories(categories, kept, spec, most, keepsOrder);
  return noted(top.data, top.note, note);
}

function isSortedTime(x: ChartField, rows: readonly Row[]): boolean {
  return rows.length > 0 && rows.every((row) => readTime(row[x.index]) !== undefined);
}

const total = (series: readonly ValueSeries[], at: number): number => series.reduce((sum, { values }) => sum + Math.abs(values[at] ?? 0), 0);

function pick(categories: readonly string[], series: readonly ValueSeries[], order: readonly number[]): Values {
  return {
    form: 'values',
    categories: order.map((at) => categories[at] ?? ''),
    series: series.map(({ name, values }) => ({ name, values: order.map((at) => values[at]) })),
  };
}

function naturalOrder(categories: readonly string[], series: readonly ValueSeries[]): Values {
  const sortable = categories.map((text) => Number(text.replaceAll(',', '').replace('−', '-')));
  const isNumeric = sortable.every((number) => !Number.isNaN(number));
  const order = categories.map((_, at) => at).sort((left, right) =>
    isNumeric ? (sortable[left] ?? 0) - (sortable[right] ?? 0) : (categories[left] ?? '') < (categories[right] ?? '') ? -1 : 1,
  );
  return pick(categories, series, order);
}

/** The first categories; the rest is one, where its parts can be added up. */
function topCategories(categories: readonly string[], series: readonly ValueSeries[], spec: ChartSpec, most: number, keepsOrder: boolean): Chart & { readonly data: Values } {
  const order = categories.map((_, at) => at);
  if (!keepsOrder) order.sort((left, right) => total(series, right) - total(series, left));
  if (order.length <= most) return { data: pick(categories, series, order) };
  const top = pick(categories, series, order.slice(0, most - 1));
  if (!canAdd(spec.aggregate)) return { data: top, note: `only the ${keepsOrder ? `first ${most - 1}` : `${most - 1} largest`} of ${counted(order.length)} categories are drawn` };
  const rest = order.slice(most - 1);
  const sumOf = (values: readonly (number | undefined)[]): number => rest.reduce((sum, at) => sum + (values[at] ?? 0), 0);
  const withRest = top.series.map(({ name, values }, index) => ({ name, values: [...values, sumOf(series[index]?.values ?? [])] }));
  return { data: { form: 'values', categories: [...top.categories, `${otherName} (${rest.length})`], series: withRest } };
}

function canAdd(aggregate: Aggregate): boolean {
  return aggregate === 'sum' || aggregate === 'count';
}

/** The largest series; the rest is one, where its parts can be added up. */
function limitSeries(series: readonly ValueSeries[], aggregate: Aggregate): Limited<ValueSeries> {
  if (series.length <= mostSeries) return { kept: series };
  const size = ({ values }: ValueSeries): number => values.reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0);
  const ordered = [...series].sort((left, right) => size(right) - size(left));
  const top = ordered.slice(0, mostSeries - 1);
  if (!canAdd(aggregate)) return { kept: top, note: `only the ${top.length} largest of ${counted(series.length)} series are drawn` };
  const rest = ordered.slice(mostSeries - 1);
  const values = (series[0]?.values ?? []).map((_, at) => rest.reduce((sum, one) => sum + (one.values[at] ?? 0), 0));
  return { kept: [...top, { name: `${otherName} (${rest.length})`, values }] };
}
