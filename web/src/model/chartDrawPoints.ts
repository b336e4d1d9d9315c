import type { ChartData, ChartPoint, PointSeries } from './chartData';
import { axisRoom, emptyScene, frameFor, levelAxis, uprightAxis, valueDomain } from './chartAxes';
import { fullNumberText, instantText, type Scale } from './chartScale';
import { px, seriesPaint, type Hit, type HitLine, type Paint, type Scene, type SceneSize, type Shape } from './chartScene';
import type { ChartSpec } from './chartSpec';

type Points = ChartData & { form: 'points' };

interface PaintedSeries extends PointSeries {
  readonly paint: Paint;
}

function* valuesOf(series: readonly PointSeries[]): Iterable<number> {
  for (const { points } of series) {
    for (const { y, low, high } of points) {
      yield y;
      if (low !== undefined) yield low;
      if (high !== undefined) yield high;
    }
  }
}

/** Lines, areas and scattered points. */
export function drawPoints(spec: ChartSpec, data: Points, size: SceneSize, hidden: ReadonlySet<string>): Scene {
  const painted = data.series.map((series, index) => ({ ...series, paint: seriesPaint(index) }));
  const series = painted.filter(({ name }) => !hidden.has(name));
  const legend = painted.map(({ name, paint }) => ({ name, paint }));
  if (series.length === 0) return { ...emptyScene(size, 'All series are switched off'), legend };
  const domain = valueDomain(valuesOf(series), spec.isLog, size.height - 36, spec.kind === 'area');
  const frame = frameFor(size, axisRoom(domain.ticks));
  const y = uprightAxis(domain, frame);
  const { from, to } = data.range ?? xRange(series, data.isTime);
  const x = levelAxis(from, to, data.isTime, frame, size.zone);
  const marks = series.flatMap((one) => seriesShapes(spec, one, x.scale, y.scale, frame.bottom));
  const hits = spec.kind === 'scatter' ? dotHits(series, x.scale, y.scale, data.isTime, size.zone) : columnHits(series, x.scale, y.scale, data.isTime, size.zone);
  return { width: size.width, height: size.height, shapes: [...y.shapes, ...x.shapes, ...marks], hits, hitBy: spec.kind === 'scatter' ? 'plane' : 'x', legend };
}

function xRange(series: readonly PointSeries[], isTime: boolean): { from: number; to: number } {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { points } of series) {
    for (const { x } of points) {
      from = Math.min(from, x);
      to = Math.max(to, x);
    }
  }
  if (from < to) return { from, to };
  const side = isTime ? 60_000 : Math.max(1, Math.abs(from) * 0.1);
  return { from: from - side, to: to + side };
}

function seriesShapes(spec: ChartSpec, { points, paint }: PaintedSeries, x: Scale, y: Scale, bottom: number): Shape[] {
  if (spec.kind === 'scatter') return [{ kind: 'path', d: dots(points, x, y), stroke: paint, width: 5, opacity: 0.6, isRound: true }];
  const shapes: Shape[] = [];
  if (points.some(({ low }) => low !== undefined)) shapes.push({ kind: 'path', d: band(points, x, y), fill: paint, opacity: 0.18 });
  if (spec.kind === 'area') shapes.push({ kind: 'path', d: area(points, x, y, bottom), fill: paint, opacity: 0.22 });
  const single = points.length === 1;
  shapes.push({ kind: 'path', d: single ? dots(points, x, y) : line(points, x, y), stroke: paint, width: single ? 6 : 1.75, isRound: true });
  return shapes;
}

const place = ({ x: at, y: value }: ChartPoint, x: Scale, y: Scale): string => `${px(x.at(at))} ${px(y.at(value))}`;

function line(points: readonly ChartPoint[], x: Scale, y: Scale): string {
  return points.map((point, index) => `${index === 0 ? 'M' : 'L'}${place(point, x, y)}`).join('');
}

/** One path for all dots: thousands of elements would make the page slow. */
function dots(points: readonly ChartPoint[], x: Scale, y: Scale): string {
  return points.map((point) => `M${place(point, x, y)}h0`).join('');
}

function area(points: readonly ChartPoint[], x: Scale, y: Scale, bottom: number): string {
  const zero = px(Math.min(bottom, y.at(Math.max(0, y.from))));
  const [first, last] = [points[0], points[points.length - 1]];
  if (!first || !last) return '';
  return `${line(points, x, y)}L${px(x.at(last.x))} ${zero}L${px(x.at(first.x))} ${zero}Z`;
}

function band(points: readonly ChartPoint[], x: Scale, y: Scale): string {
  const upper = points.map((point, index) => `${index === 0 ? 'M' : 'L'}${px(x.at(point.x))} ${px(y.at(point.high ?? point.y))}`);
  const lower = [...points].reverse().map((point) => `L${px(x.at(point.x))} ${px(y.at(point.low ?? point.y))}`);
  return `${upper.join('')}${lower.join('')}Z`;
}

function pointLine({ name, paint }: PaintedSeries, point: ChartPoint): HitLine {
  const range = point.low !== undefined && point.high !== undefined && point.low !== point.high ? ` (${fullNumberText(point.low)} to ${fullNumberText(point.high)})` : '';
  return { name, value: `${fullNumberText(point.y)}${range}`, paint };
}

/** One hit per x, with all series' values there. */
function columnHits(series: readonly PaintedSeries[], x: Scale, y: Scale, isTime: boolean, zone: string): Hit[] {
  const columns = new Map<number, { y: number; lines: HitLine[] }>();
  for (const one of series) {
    for (const point of one.points) {
      const column = columns.get(point.x);
      const text = pointLine(one, point);
      if (column) column.lines.push(text);
      else columns.set(point.x, { y: y.at(point.y), lines: [text] });
    }
  }
  return [...columns].map(([at, { y: top, lines }]) => ({ x: x.at(at), y: top, title: isTime ? instantText(at, zone) : fullNumberText(at), lines }));
}

function dotHits(series: readonly PaintedSeries[], x: Scale, y: Scale, isTime: boolean, zone: string): Hit[] {
  return series.flatMap((one) =>
    one.points.map((point) => ({ x: x.at(point.x), y: y.at(point.y), title: isTime ? instantText(point.x, zone) : fullNumberText(point.x), lines: [pointLine(one, point)] })),
  );
}
