import { formatCell } from './cellFormat';
import { cellKind, type ColumnMeta, type Row } from './cellType';
import { bucketed, niceWidth } from './chartBuckets';
import { axisNumber, biggestSeries, categoryText, groupValues, mostCategories, pointSeries, plotNumber, valueSeries, type Chart, type ChartCell, type ChartData, type ChartPoint } from './chartData';
import { noted } from './chartNotes';
import { fullNumberText } from './chartScale';
import { chartFields, fieldOf, type ChartField, type ChartSpec } from './chartSpec';

/** Scatter points drawn one by one; more are counted in cells. */
export const mostDots = 5_000;
const pieSlices = 8;
const histogramBins = 40;

/** The chart of rows that are all here. With `keepsOrder` its categories come as the rows do, else the largest first. */
export function localChart(spec: ChartSpec, columns: readonly ColumnMeta[], rows: readonly Row[], zone: string, keepsOrder = false): Chart {
  switch (spec.kind) {
    case 'line':
    case 'area':
      return lineChart(spec, columns, rows, zone);
    case 'scatter':
      return scatterChart(spec, columns, rows, zone);
    case 'histogram':
      return histogramChart(spec, columns, rows);
    case 'heatMap':
      return matrixChart(spec, columns, rows, zone);
    case 'bigNumber':
      return { data: bigData(spec, columns, rows, zone) };
    case 'pie':
      return pieChart(spec, columns, rows, zone, keepsOrder);
    default:
      return barChart(spec, columns, rows, zone, keepsOrder);
  }
}

/** Shares of a whole: what is not above zero has none, and the note says so. */
function pieChart(spec: ChartSpec, columns: readonly ColumnMeta[], rows: readonly Row[], zone: string, keepsOrder: boolean): Chart {
  const { data, note } = valueSeries({ ...spec, y: spec.y.slice(0, 1) }, columns, rows, zone, keepsOrder, pieSlices);
  const values = data.series[0]?.values ?? [];
  const kept = values.flatMap((value, at) => (value !== undefined && value > 0 ? [at] : []));
  const missing = data.categories.length - kept.length;
  const categories = kept.map((at) => data.categories[at] ?? '');
  const series = data.series.slice(0, 1).map(({ name }) => ({ name, values: kept.map((at) => values[at]) }));
  return noted({ ...data, categories, series }, note, missing > 0 ? `${missing} of ${data.categories.length} categories are not above zero and have no slice` : undefined);
}

/** Bars that a screen has room for. */
const mostBars = 200;

/** Bars in the order of time or numbers can be too many; the newest or greatest of them are drawn, and the note says so. */
function barChart(spec: ChartSpec, columns: readonly ColumnMeta[], rows: readonly Row[], zone: string, keepsOrder: boolean): Chart {
  const { data, note } = valueSeries(spec, columns, rows, zone, keepsOrder);
  const count = data.categories.length;
  if (count <= mostBars) return noted(data, note);
  const series = data.series.map(({ name, values }) => ({ name, values: values.slice(-mostBars) }));
  return noted({ ...data, categories: data.categories.slice(-mostBars), series }, `the last ${mostBars} of ${count.toLocaleString('en-GB')} bars`, note);
}

function isTimeAxis(x: ChartField | undefined): boolean {
  return x !== undefined && x.role !== 'number';
}

function lineChart(spec: ChartSpec, columns: readonly ColumnMeta[], rows: readonly Row[], zone: string): Chart {
  const isTime = isTimeAxis(fieldOf(chartFields(columns), spec.x));
  const { kept, note: left } = biggestSeries(pointSeries(spec, columns, rows, zone));
  const { series, note } = bucketed(kept, isTime, spec.aggregate);
  return noted({ form: 'points', isTime, series }, note, left);
}

function scatterChart(spec: ChartSpec, columns: readonly ColumnMeta[], rows: readonly Row[], zone: string): Chart {
  const isTime = isTimeAxis(fieldOf(chartFields(columns), spec.x));
  const series = pointSeries({ ...spec, y: spec.y.slice(0, 1) }, columns, rows, zone);
  const points = series.flatMap((one) => one.points);
  if (points.length <= mostDots) {
    const { kept, note } = biggestSeries(series);
    return noted({ form: 'points', isTime, series: kept }, note);
  }
  const data = cellsOf(points, isTime);
  return { data, note: cellsNote(points.length, data.cells.length) };
}

export const cellColumns = 120;
export const cellRows = 60;

export function cellsNote(points: number, cells: number): string {
  return `${points.toLocaleString('en-GB')} points counted in ${cells.toLocaleString('en-GB')} cells: the darker, the more`;
}

function cellsOf(points: readonly ChartPoint[], isTime: boolean): ChartData & { form: 'cells' } {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const xStep = niceWidth(span(xs), isTime, cellColumns).width;
  const yStep = niceWidth(span(ys), false, cellRows).width;
  const cells = new Map<string, ChartCell>();
  for (const { x, y } of points) {
    const left = Math.floor(x / xStep) * xStep;
    const bottom = Math.floor(y / yStep) * yStep;
    const key = `${left} ${bottom}`;
    cells.set(key, { x: left, y: bottom, count: (cells.get(key)?.count ?? 0) + 1 });
  }
  return { form: 'cells', isTime, xStep, yStep, cells: [...cells.values()] };
}

function extent(values: readonly number[]): { least: number; most: number } {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { least, most };
}

function span(values: readonly number[]): number {
  const { least, most } = extent(values);
  return most > least ? most - least : 1;
}

function histogramChart(spec: ChartSpec, columns: readonly ColumnMeta[], rows: readonly Row[]): Chart {
  const x = fieldOf(chartFields(columns), spec.x);
  const values = x ? rows.flatMap((row) => axisNumber(x, row[x.index]) ?? []) : [];
  const isTime = isTimeAxis(x);
  if (values.length === 0) return { data: { form: 'bins', isTime, from: 0, width: 1, counts: [] } };
  const { least, most } = extent(values);
  const grid = binGrid(least, most, isTime);
  const counts = new Array<number>(grid.bins).fill(0);
  for (const value of values) {
    const bin = Math.min(grid.bins - 1, Math.floor((value - grid.from) / grid.width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return noted({ form: 'bins', isTime, from: grid.from, width: grid.width, counts }, leftOut(rows.length - values.length));
}

export function leftOut(missing: number): string | undefined {
  return missing > 0 ? `${missing.toLocaleString('en-GB')} rows without a number are left out` : undefined;
}

/** Bins of a width that people count in, from a multiple of it. */
export function binGrid(least: number, most: number, isTime: boolean): { from: number; width: number; bins: number } {
  const { width } = niceWidth(most > least ? most - least : 1, isTime, histogramBins);
  const from = Math.floor(least / width) * width;
  return { from, width, bins: Math.max(1, Math.floor((most - from) / width) + 1) };
}

function matrixChart(spec: ChartSpec, columns: readonly ColumnMeta[], rows: readonly Row[], zone: string): Chart {
  const { categories, series } = groupValues({ ...spec, y: spec.y.slice(0, 1) }, columns, rows, zone);
  const across = inOrder(categories).slice(0, mostCategories);
  const up = inOrder(series.map(({ name }) => name)).slice(0, mostCategories);
  const values = up.map((row) => across.map((column) => series[row]?.values[column]));
  const { least, most } = extent(values.flatMap((row) => row.flatMap((value) => value ?? [])));
  const left = categories.length > across.length || series.length > up.length ? `; the first ${across.length} of ${categories.length} columns and ${up.length} of ${series.length} rows` : '';
  const data: ChartData = { form: 'matrix', columns: across.map((at) => categories[at] ?? ''), rows: up.map((at) => series[at]?.name ?? ''), values };
  return noted(data, least > most ? undefined : `${least === most ? `every cell is ${fullNumberText(least)}` : `palest ${fullNumberText(least)}, darkest ${fullNumberText(most)}`}${left}`);
}

const collator = new Intl.Collator('en', { numeric: true });

/** Names as people sort them: `c2` before `c10`. */
function inOrder(names: readonly string[]): number[] {
  return names.map((_, at) => at).sort((left, right) => collator.compare(names[left] ?? '', names[right] ?? ''));
}

/** Exact, but for the far digits of a floating-point number, which say nothing in this size. */
function bigText(value: unknown, { column }: ChartField, zone: string): string {
  return typeof value === 'number' && cellKind(column.type) === 'float' ? fullNumberText(value) : formatCell(value, column.type, { zone }).text;
}

/** The newest value of a time series, or the only one; its line below. */
function bigData(spec: ChartSpec, columns: readonly ColumnMeta[], rows: readonly Row[], zone: string): ChartData {
  const fields = chartFields(columns);
  const y = fieldOf(fields, spec.y[0]);
  const time = fieldOf(fields, spec.x) ?? fields.find((field) => field.role === 'time');
  if (!y) return { form: 'big', label: '', value: '–', spark: [] };
  const ordered = time ? [...rows].sort((left, right) => (axisNumber(time, left[time.index]) ?? 0) - (axisNumber(time, right[time.index]) ?? 0)) : rows;
  const newest = ordered[ordered.length - 1] ?? [];
  const spark = ordered.flatMap((row, at): ChartPoint[] => {
    const value = plotNumber(row[y.index]);
    return value === undefined ? [] : [{ x: time ? axisNumber(time, row[time.index]) ?? at : at, y: value }];
  });
  const when = time && rows.length > 1 ? ` at ${categoryText(time, newest[time.index], zone)}` : '';
  return { form: 'big', label: `${y.column.name}${when}`, value: bigText(newest[y.index], y, zone), spark: spark.length > 1 ? spark : [] };
}
