import type { ColumnMeta, Row } from './cellType';
import { parseTimeMs } from './cellTime';
import { chartFields, type ChartField, type ChartKind, type ChartSpec } from './chartSpec';

const longLabel = 14;
const manyCategories = 8;
const fewSlices = 6;
const mostSeries = 8;
const heatMapFrom = 7;
/** Rows that can each be a bar of its own. */
const mostKeyed = 30;
const shareName = /(^|_)(share|percent|pct|ratio|part|proportion)(_|$)|%/i;
/** Numbers that name things: a sum of them says nothing. */
const identityName = /(^|_)(id|key|code|version|year|zip|port)$|^(id|pk)(_|$)/i;

const base = { aggregate: 'sum', isLog: false, hasLegend: true, isHorizontal: false } as const;

/** The chart that fits a result best, from its types and some rows; undefined when nothing in it can be drawn. */
export function proposeChart(columns: readonly ColumnMeta[], sample: readonly Row[], totalRows: number): ChartSpec | undefined {
  const fields = chartFields(columns);
  const times = fields.filter((field) => field.role === 'time' || isTimeText(field, sample));
  const numbers = fields.filter((field) => field.role === 'number');
  const measures = numbers.filter((field) => !identityName.test(field.column.name));
  const categories = fields.filter((field) => field.role === 'category' && !times.includes(field) && isCategory(field, sample));
  if (totalRows === 0) return undefined;
  const [number] = measures.length > 0 ? measures : numbers;
  if (totalRows === 1) return number && { ...base, kind: 'bigNumber', y: [number.key] };
  const [time] = times;
  const isShort = sample.length > 1 && sample.length <= mostKeyed && totalRows <= sample.length;
  const keyed = time && isShort ? categories.find((field) => field.index < time.index && distinct(field.index, sample) === sample.length) : undefined;
  // A row per category that also has a time, such as when it was last seen, is no time series.
  if (keyed && number) return byCategory([keyed], number, sample, totalRows);
  if (time && number) return overTime(time, measures.length > 0 ? measures : numbers, categories, sample, totalRows);
  if (categories.length > 0 && number) return byCategory(categories, number, sample, totalRows);
  if (numbers.length >= 2) return ofNumbers(numbers, measures, sample);
  const [single] = numbers.length > 0 ? numbers : times;
  if (single && single.role !== 'category') return { ...base, kind: 'histogram', x: single.key, y: [] };
  return countOf(categories, sample);
}

/** Text that is a time in every row: `date_format` makes such columns, and they sort as time does. */
function isTimeText({ index, role }: ChartField, sample: readonly Row[]): boolean {
  if (role !== 'category' || sample.length === 0) return false;
  return sample.every((row) => typeof row[index] === 'string' && readTime(row[index]) !== undefined);
}

/** Milliseconds of the server's time texts, and of the shorter ones that people format: `2026-03-01 13:05`. */
export function readTime(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^\d{4}-\d\d$/.test(value)) return parseTimeMs(`${value}-01`);
  if (/^\d{4}-\d\d-\d\d[T ]\d\d(:\d\d)?$/.test(value)) return parseTimeMs(value.length === 13 ? `${value}:00:00` : `${value}:00`);
  return parseTimeMs(value);
}

function distinct(index: number, sample: readonly Row[]): number {
  return new Set(sample.map((row) => JSON.stringify(row[index] ?? null))).size;
}

function isCategory({ column }: ChartField, sample: readonly Row[]): boolean {
  return sample.length > 0 && !/^\s*(struct|map|array|binary)/i.test(column.type);
}

function overTime(time: ChartField, measures: readonly ChartField[], categories: readonly ChartField[], sample: readonly Row[], totalRows: number): ChartSpec {
  const repeats = distinct(time.index, sample) < sample.length;
  const series = repeats ? categories.find(({ index }) => distinct(index, sample) <= mostSeries) : undefined;
  const isText = time.role === 'category';
  if (series) return { ...base, kind: isText ? 'stackedBar' : 'line', aggregate: isText ? 'sum' : 'avg', x: time.key, y: keysOf(measures, 1), series: series.key };
  // A few first rows don't tell the scale of many.
  const y = totalRows > sample.length ? keysOf(measures, 1) : sameScale(measures, sample);
  return { ...base, kind: isText ? 'bar' : 'line', aggregate: isText ? 'sum' : 'avg', x: time.key, y };
}

function keysOf(fields: readonly ChartField[], most: number): string[] {
  return fields.slice(0, most).map(({ key }) => key);
}

/** Measures that can share an axis: within a hundredfold of the first one's size. */
function sameScale(measures: readonly ChartField[], sample: readonly Row[]): string[] {
  const sizeOf = ({ index }: ChartField): number => Math.max(...sample.map((row) => Math.abs(Number(row[index] ?? 0)) || 0), 0);
  const [first] = measures;
  if (!first) return [];
  const size = sizeOf(first);
  const fits = measures.filter((measure) => {
    const other = sizeOf(measure);
    return measure === first || (other <= size * 100 && other * 100 >= size);
  });
  return keysOf(fits, 4);
}

function byCategory(categories: readonly ChartField[], number: ChartField, sample: readonly Row[], totalRows: number): ChartSpec | undefined {
  const [first, second] = categories;
  if (!first) return undefined;
  if (second) return byTwoCategories(first, second, number, sample);
  const values = distinct(first.index, sample);
  const isShare = shareName.test(number.column.name) && sample.every((row) => Number(row[number.index] ?? 0) >= 0);
  if (isShare && values > 1 && values <= fewSlices && totalRows <= fewSlices) return { ...base, kind: 'pie', x: first.key, y: [number.key] };
  return { ...base, kind: 'bar', x: first.key, y: [number.key], isHorizontal: isWide(first, sample) };
}

function byTwoCategories(first: ChartField, second: ChartField, number: ChartField, sample: readonly Row[]): ChartSpec {
  const [many, few] = distinct(first.index, sample) >= distinct(second.index, sample) ? [first, second] : [second, first];
  const isHeat = distinct(few.index, sample) >= heatMapFrom;
  const kind: ChartKind = isHeat ? 'heatMap' : 'stackedBar';
  return { ...base, kind, x: many.key, y: [number.key], series: few.key, isHorizontal: !isHeat && isWide(many, sample) };
}

function isWide({ index }: ChartField, sample: readonly Row[]): boolean {
  const longest = Math.max(0, ...sample.map((row) => String(row[index] ?? '').length));
  return longest > longLabel || (longest > 6 && distinct(index, sample) > manyCategories);
}

function ofNumbers(numbers: readonly ChartField[], measures: readonly ChartField[], sample: readonly Row[]): ChartSpec {
  const [first, second] = measures.length >= 2 ? measures : numbers;
  const rises = sample.every((row, index) => index === 0 || Number(row[first?.index ?? 0]) > Number(sample[index - 1]?.[first?.index ?? 0]));
  const kind: ChartKind = rises && sample.length > 2 ? 'line' : 'scatter';
  return { ...base, kind, aggregate: 'avg', x: first?.key ?? '', y: second ? [second.key] : [] };
}

function countOf(categories: readonly ChartField[], sample: readonly Row[]): ChartSpec | undefined {
  const [first] = categories.filter(({ index }) => distinct(index, sample) < sample.length);
  return first && { ...base, kind: 'bar', x: first.key, y: [], aggregate: 'count', isHorizontal: isWide(first, sample) };
}
