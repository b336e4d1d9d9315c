import type { ChartData } from './chartData';
import { axisRoom, categoryRoom, frameFor, levelAxis, levelCategories, uprightAxis, uprightCategories, valueDomain } from './chartAxes';
import { fullNumberText, instantText, linearScale } from './chartScale';
import { px, seriesPaint, type Hit, type Scene, type SceneSize, type Shape } from './chartScene';
import type { ChartSpec } from './chartSpec';

const leastHeat = 0.08;

function heat(value: number, least: number, most: number): number {
  return most === least ? 0.6 : leastHeat + (1 - leastHeat) * ((value - least) / (most - least));
}

function range(values: readonly number[]): { least: number; most: number } {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { least, most };
}

/** A million points as counted cells. Counts differ by powers of ten, so their shades follow the logarithm. */
export function drawCells(data: ChartData & { form: 'cells' }, size: SceneSize): Scene {
  const domain = valueDomain(data.cells.flatMap(({ y }) => [y, y + data.yStep]), false, size.height - 36, false);
  const frame = frameFor(size, axisRoom(domain.ticks));
  const y = uprightAxis(domain, frame);
  const across = range(data.cells.map(({ x }) => x));
  const x = levelAxis(across.least, across.most + data.xStep, data.isTime, frame, size.zone);
  const most = Math.log1p(Math.max(...data.cells.map(({ count }) => count)));
  const shapes: Shape[] = [];
  const hits: Hit[] = [];
  for (const cell of data.cells) {
    const [left, right] = [x.scale.at(cell.x), x.scale.at(cell.x + data.xStep)];
    const [top, bottom] = [y.scale.at(cell.y + data.yStep), y.scale.at(cell.y)];
    shapes.push({ kind: 'rect', x: px(left), y: px(top), width: px(right - left), height: px(bottom - top), fill: 'heat', opacity: px(heat(Math.log1p(cell.count), 0, most) * 10) / 10 });
    const title = data.isTime ? instantText(cell.x, size.zone) : fullNumberText(cell.x);
    hits.push({ x: (left + right) / 2, y: (top + bottom) / 2, title, lines: [{ name: `${fullNumberText(cell.y)} to ${fullNumberText(cell.y + data.yStep)}`, value: `${fullNumberText(cell.count)} points` }] });
  }
  return { width: size.width, height: size.height, shapes: [...y.shapes, ...x.shapes, ...shapes], hits, hitBy: 'plane', legend: [] };
}

export function drawMatrix(data: ChartData & { form: 'matrix' }, size: SceneSize): Scene {
  const frame = frameFor(size, categoryRoom(data.rows, size.width));
  const width = (frame.right - frame.left) / data.columns.length;
  const height = (frame.bottom - frame.top) / data.rows.length;
  const { least, most } = range(data.values.flatMap((row) => row.flatMap((value) => value ?? [])));
  const shapes: Shape[] = [];
  const hits: Hit[] = [];
  data.rows.forEach((row, up) => {
    data.columns.forEach((column, along) => {
      const value = data.values[up]?.[along];
      if (value === undefined) return;
      const [x, y] = [frame.left + along * width, frame.top + up * height];
      const inset = Math.min(1, width / 8, height / 8);
      shapes.push({ kind: 'rect', x: px(x), y: px(y), width: px(width - inset), height: px(height - inset), fill: 'heat', opacity: Math.round(heat(value, least, most) * 100) / 100 });
      hits.push({ x: x + width / 2, y: y + height / 2, title: `${row}, ${column}`, lines: [{ name: 'value', value: fullNumberText(value) }] });
    });
  });
  const names = [...levelCategories(data.columns, frame), ...uprightCategories(data.rows, frame)];
  return { width: size.width, height: size.height, shapes: [...shapes, ...names], hits, hitBy: 'plane', legend: [] };
}

export function drawBins(spec: ChartSpec, data: ChartData & { form: 'bins' }, size: SceneSize): Scene {
  const exact = valueDomain([0, ...data.counts], spec.isLog, size.height - 36, true);
  // There is no half a row.
  const domain = { ...exact, ticks: exact.ticks.filter(({ value }) => Number.isInteger(value)).map((tick) => (exact.to < 5 ? { ...tick, label: String(tick.value) } : tick)) };
  const frame = frameFor(size, axisRoom(domain.ticks));
  const y = uprightAxis(domain, frame);
  const x = levelAxis(data.from, data.from + data.width * data.counts.length, data.isTime, frame, size.zone);
  const text = (value: number): string => (data.isTime ? instantText(value, size.zone) : fullNumberText(value));
  const shapes: Shape[] = [];
  const hits: Hit[] = [];
  data.counts.forEach((count, bin) => {
    const from = data.from + bin * data.width;
    const [left, right, top] = [x.scale.at(from), x.scale.at(from + data.width), y.scale.at(count)];
    if (count > 0) shapes.push({ kind: 'rect', x: px(left + 0.5), y: px(top), width: px(Math.max(1, right - left - 1)), height: px(Math.max(1, frame.bottom - top)), fill: seriesPaint(0) });
    hits.push({ x: (left + right) / 2, y: top, title: `${text(from)} to ${text(from + data.width)}`, lines: [{ name: 'rows', value: fullNumberText(count), paint: seriesPaint(0) }] });
  });
  return { width: size.width, height: size.height, shapes: [...y.shapes, ...shapes, ...x.shapes], hits, hitBy: 'x', legend: [] };
}

/** One number in large digits, and how it came to be below it. */
export function drawSpark(data: ChartData & { form: 'big' }, size: SceneSize): Scene {
  const hasLine = data.spark.length > 1;
  const fontSize = Math.max(11, Math.min(64, (size.width - 32) / Math.max(1, data.value.length * 0.68), size.height / 3));
  const middle = hasLine ? size.height * 0.4 : size.height / 2;
  const shapes: Shape[] = [
    { kind: 'text', x: size.width / 2, y: px(middle), text: data.value, anchor: 'middle', fill: 'ink', size: Math.round(fontSize), isBold: true },
    { kind: 'text', x: size.width / 2, y: px(middle + 28), text: data.label, anchor: 'middle', fill: 'muted', size: 13 },
  ];
  if (!hasLine) return { width: size.width, height: size.height, shapes, hits: [], hitBy: 'x', legend: [] };
  const across = range(data.spark.map(({ x }) => x));
  const up = range(data.spark.map(({ y }) => y));
  const side = Math.max(24, size.width / 2 - 240);
  const x = linearScale(across.least, across.most, side, size.width - side);
  const y = linearScale(up.least, up.most === up.least ? up.least + 1 : up.most, size.height - 20, middle + 52);
  const d = data.spark.map((point, index) => `${index === 0 ? 'M' : 'L'}${px(x.at(point.x))} ${px(y.at(point.y))}`).join('');
  const hits = data.spark.map((point) => ({ x: x.at(point.x), y: y.at(point.y), title: data.label, lines: [{ name: '', value: fullNumberText(point.y), paint: seriesPaint(0) }] }));
  return { width: size.width, height: size.height, shapes: [...shapes, { kind: 'path', d, stroke: seriesPaint(0), width: 1.75, isRound: true }], hits, hitBy: 'x', legend: [] };
}
