import { cellKind, type ColumnMeta, type Row } from './cellType';
import { bucketCount, bucketNote, niceWidth } from './chartBuckets';
import { longestNote, mostSeries, type Chart, type ChartPoint } from './chartData';
import { binGrid, cellColumns, cellRows, cellsNote, leftOut, localChart } from './chartLocal';
import { joinedNotes } from './chartNotes';
import { chartFields, fieldOf, type ChartField, type ChartSpec } from './chartSpec';
import { quoteName, quoteText } from './deriveSQL';
import { axisExpression, doubleLiteral } from './deriveStatistics';
import type { SortWish } from './gridWishes';

/** Runs a statement over the relation `result` on the server. */
export type RunDerived = (sql: string) => Promise<{ readonly columns: readonly ColumnMeta[]; readonly rows: readonly Row[] }>;

/** Groups that a chart by category asks for; the rest of more is not drawn, and the note says so. */
const mostGroups = 5_000;

/** The chart of a result that is too large to bring here: the server counts, the browser draws. `sort` is the grid's. */
export async function remoteChart(spec: ChartSpec, columns: readonly ColumnMeta[], totalRows: number, zone: string, sort: readonly SortWish[], run: RunDerived): Promise<Chart> {
  const fields = chartFields(columns);
  const x = fieldOf(fields, spec.x);
  const canBucket = x !== undefined && x.role !== 'category';
  if ((spec.kind === 'line' || spec.kind === 'area') && canBucket) return remoteLine(spec, fields, x, run);
  if (spec.kind === 'histogram' && canBucket) return remoteHistogram(x, totalRows, run);
  if (spec.kind === 'scatter' && canBucket) return remoteScatter(spec, fields, x, run);
  if (spec.kind === 'bigNumber') return remoteBig(spec, fields, zone, run);
  return remoteGroups(spec, fields, totalRows, zone, sort, run);
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly count: number;
}

function finite(field: ChartField): string {
  const name = quoteName(field.column.name);
  const isFloat = cellKind(field.column.type) === 'float';
  return isFloat ? `${name} IS NOT NULL AND NOT isnan(${name}) AND abs(${name}) < double('Infinity')` : `${name} IS NOT NULL`;
}

/** Ranges of axes over the rows that have a value on each of them; undefined when there is no such row. */
async function rangesOf(axes: readonly ChartField[], run: RunDerived): Promise<Range[] | undefined> {
  const figures = axes.map(({ column }, at) => `min(${axisExpression(column)}) AS least_${at}, max(${axisExpression(column)}) AS most_${at}`);
  const { rows } = await run(`SELECT count(*) AS amount, ${figures.join(', ')}\nFROM result\nWHERE ${axes.map(finite).join(' AND ')}`);
  const row = rows[0] ?? [];
  const count = Number(row[0] ?? 0);
  if (count === 0) return undefined;
  return axes.map((_, at) => ({ least: Number(row[1 + at * 2]), most: Number(row[2 + at * 2]), count }));
}

const bucketOf = (axis: string, width: number): string => `floor(${axis} / ${doubleLiteral(width)})`;

async function remoteLine(spec: ChartSpec, fields: readonly ChartField[], x: ChartField, run: RunDerived): Promise<Chart> {
  const isTime = x.role === 'time';
  const [range] = (await rangesOf([x], run)) ?? [];
  if (!range) return { data: { form: 'points', isTime, series: [] } };
  const { width, label } = niceWidth(range.most - range.least || 1, isTime, bucketCount);
  const split = fieldOf(fields, spec.series);
  const drawn = split ? await drawnSeries(split, x, run) : { names: [], points: range.count };
  const series = await lineSeries(spec, fields, x, width, split, drawn.names, run);
  const buckets = Math.floor(range.most / width) - Math.floor(range.least / width) + 1;
  const note = joinedNotes(bucketNote(drawn.points, buckets, label, spec.aggregate), drawn.note);
  return { data: { form: 'points', isTime, series }, ...(note === undefined ? {} : { note }) };
}

interface DrawnSeries {
  readonly names: readonly string[];
  /** In these series. */
  readonly points: number;
  readonly note?: string;
}

/** The series with the most points. How many there are in all is asked for only when they aren't all drawn. */
async function drawnSeries(split: ChartField, x: ChartField, run: RunDerived): Promise<DrawnSeries> {
  const name = textOf(split);
  const { rows } = await run(`SELECT ${name} AS series, count(*) AS amount\nFROM result\nWHERE ${finite(x)}\nGROUP BY ${name}\nORDER BY amount DESC, series\nLIMIT ${mostSeries + 1}`);
  const kept = rows.slice(0, mostSeries);
  const drawn = { names: kept.map((row) => String(row[0] ?? 'null')), points: kept.reduce((sum, row) => sum + Number(row[1]), 0) };
  if (rows.length <= mostSeries) return drawn;
  const all = await run(`SELECT count(DISTINCT ${name}) AS amount\nFROM result\nWHERE ${finite(x)}`);
  return { ...drawn, note: longestNote(Number(all.rows[0]?.[0] ?? rows.length)) };
}

function textOf({ column }: ChartField): string {
  return `coalesce(CAST(${quoteName(column.name)} AS string), 'null')`;
}

async function lineSeries(spec: ChartSpec, fields: readonly ChartField[], x: ChartField, width: number, split: ChartField | undefined, names: readonly string[], run: RunDerived): Promise<{ name: string; points: ChartPoint[] }[]> {
  const measures = spec.y.flatMap((key) => fieldOf(fields, key) ?? []);
  const bucket = bucketOf(axisExpression(x.column), width);
  const points = new Map<string, ChartPoint[]>();
  const add = (name: string, point: ChartPoint): void => {
    const list = points.get(name);
    if (list) list.push(point);
    else points.set(name, [point]);
  };
  const splitSQL = split ? `${textOf(split)} AS series, ` : '';
  const figures = measures.map((measure, at) => figuresOf(measure, at, spec.aggregate));
  const select = `SELECT ${bucket} AS bucket, ${splitSQL}count(*) AS amount${figures.map((figure) => `, ${figure}`).join('')}`;
  // Only the drawn series come back: a split by many values would be more rows than an answer holds.
  const drawn = split ? ` AND ${textOf(split)} IN (${names.map(quoteText).join(', ')})` : '';
  const { rows } = await run(`${select}\nFROM result\nWHERE ${finite(x)}${drawn}\nGROUP BY ${bucket}${split ? `, ${textOf(split)}` : ''}\nORDER BY bucket${split ? ', series' : ''}`);
  const base = split ? 3 : 2;
  for (const row of rows) {
    const at = Number(row[0]) * width;
    const series = split ? String(row[1]) : undefined;
    if (measures.length === 0) add(series ?? 'rows', { x: at, y: Number(row[base - 1]) });
    measures.forEach((measure, index) => {
      const [value, low, high] = [row[base + index * 3], row[base + 1 + index * 3], row[base + 2 + index * 3]];
      const range = spec.aggregate === 'avg' ? { low: Number(low), high: Number(high) } : {};
      if (value !== null && Number.isFinite(Number(value))) add(series ?? measure.column.name, { x: at, y: Number(value), ...range });
    });
  }
  return [...points].map(([name, list]) => ({ name, points: list }));
}

function figuresOf(measure: ChartField, at: number, aggregate: ChartSpec['aggregate']): string {
  const value = `CASE WHEN ${finite(measure)} THEN ${axisExpression(measure.column)} END`;
  return `${aggregate}(${value}) AS value_${at}, min(${value}) AS low_${at}, max(${value}) AS high_${at}`;
}

async function remoteHistogram(x: ChartField, totalRows: number, run: RunDerived): Promise<Chart> {
  const isTime = x.role === 'time';
  const [range] = (await rangesOf([x], run)) ?? [];
  if (!range) return { data: { form: 'bins', isTime, from: 0, width: 1, counts: [] } };
  const { from, width, bins } = binGrid(range.least, range.most, isTime);
  const bin = `floor((${axisExpression(x.column)} - ${doubleLiteral(from)}) / ${doubleLiteral(width)})`;
  const { rows } = await run(`SELECT ${bin} AS bin, count(*) AS amount\nFROM result\nWHERE ${finite(x)}\nGROUP BY ${bin}\nORDER BY bin`);
  const counts = new Array<number>(bins).fill(0);
  for (const row of rows) {
    const at = Math.min(bins - 1, Math.max(0, Number(row[0])));
    counts[at] = (counts[at] ?? 0) + Number(row[1]);
  }
  const note = [`${range.count.toLocaleString('en-GB')} values counted by the server`, leftOut(totalRows - range.count)].filter((part) => part !== undefined).join('; ');
  return { data: { form: 'bins', isTime, from, width, counts }, note };
}

async function remoteScatter(spec: ChartSpec, fields: readonly ChartField[], x: ChartField, run: RunDerived): Promise<Chart> {
  const isTime = x.role === 'time';
  const y = fieldOf(fields, spec.y[0]);
  const ranges = y && (await rangesOf([x, y], run));
  const [across, up] = ranges ?? [];
  if (!y || !across || !up) return { data: { form: 'points', isTime, series: [] } };
  const xStep = niceWidth(across.most - across.least || 1, isTime, cellColumns).width;
  const yStep = niceWidth(up.most - up.least || 1, false, cellRows).width;
  const [column, row] = [bucketOf(axisExpression(x.column), xStep), bucketOf(axisExpression(y.column), yStep)];
  const answer = await run(`SELECT ${column} AS x, ${row} AS y, count(*) AS amount\nFROM result\nWHERE ${finite(x)} AND ${finite(y)}\nGROUP BY ${column}, ${row}`);
  const cells = answer.rows.map((cell) => ({ x: Number(cell[0]) * xStep, y: Number(cell[1]) * yStep, count: Number(cell[2]) }));
  return { data: { form: 'cells', isTime, xStep, yStep, cells }, note: cellsNote(across.count, cells.length) };
}

async function remoteBig(spec: ChartSpec, fields: readonly ChartField[], zone: string, run: RunDerived): Promise<Chart> {
  const time = fieldOf(fields, spec.x) ?? fields.find((field) => field.role === 'time');
  const y = fieldOf(fields, spec.y[0]);
  const order = time ? `\nORDER BY ${quoteName(time.column.name)} DESC NULLS LAST` : '';
  const names = [time, y].flatMap((field) => (field ? [quoteName(field.column.name)] : []));
  const newest = await run(`SELECT ${names.join(', ')} FROM result${order}\nLIMIT 1`);
  const big = localChart({ ...spec, ...(time ? { x: time.key } : {}) }, newest.columns, newest.rows, zone);
  if (!time || !y || big.data.form !== 'big') return big;
  const { series: _, ...unsplit } = spec;
  const line = await remoteLine({ ...unsplit, kind: 'line', y: [y.key], aggregate: 'avg' }, fields, time, run);
  const spark = line.data.form === 'points' ? line.data.series[0]?.points ?? [] : [];
  return { ...line, data: { ...big.data, spark } };
}

/** Charts by category: one row per group comes back, and is drawn as if it had been the result. */
async function remoteGroups(spec: ChartSpec, fields: readonly ChartField[], totalRows: number, zone: string, sort: readonly SortWish[], run: RunDerived): Promise<Chart> {
  const x = fieldOf(fields, spec.x);
  if (!x) return { data: { form: 'values', categories: [], series: [] } };
  const groups = [x, fieldOf(fields, spec.series)].flatMap((field) => (field ? [quoteName(field.column.name)] : []));
  const measures = spec.y.flatMap((key) => fieldOf(fields, key) ?? []);
  const sums = measures.map(({ column }) => `${spec.aggregate}(${quoteName(column.name)}) AS ${quoteName(column.name)}`);
  const counts = measures.length === 0 ? ['count(*) AS `rows`'] : [];
  const names = [...groups, ...sums, ...counts].join(', ');
  const order = groupOrder(spec, sort, groups.length + 1);
  // The engine has groups of one size in any order: without this they would change places with each run.
  const ties = groups.map((_, at) => at + 1).join(', ');
  const { columns, rows } = await run(`SELECT ${names}\nFROM result\nGROUP BY ${groups.join(', ')}\nORDER BY ${order ?? `${groups.length + 1} DESC NULLS LAST`}, ${ties}\nLIMIT ${mostGroups + 1}`);
  const y = measures.length > 0 ? spec.y : ['rows'];
  const chart = localChart({ ...spec, y, aggregate: spec.aggregate === 'count' ? 'sum' : spec.aggregate }, columns, rows.slice(0, mostGroups), zone, order !== undefined);
  const more = rows.length > mostGroups ? `; only the ${order === undefined ? 'largest' : 'first'} ${mostGroups.toLocaleString('en-GB')} groups` : '';
  const own = chart.note === undefined ? '' : `; ${chart.note}`;
  return { ...chart, note: `${totalRows.toLocaleString('en-GB')} rows grouped by the server${more}${own}` };
}

/** The grid's order of the groups, where one exists: groups have no other columns than the chart's. */
function groupOrder(spec: ChartSpec, sort: readonly SortWish[], firstMeasure: number): string | undefined {
  const [wish] = sort;
  const at = wish && (wish.key === spec.x ? 1 : wish.key === spec.y[0] ? firstMeasure : undefined);
  return at === undefined ? undefined : `${at} ${wish?.isDescending === true ? 'DESC' : 'ASC'} NULLS LAST`;
}
