import type { ChartData, ValueSeries } from './chartData';
import { axisRoom, categoryRoom, emptyScene, frameFor, levelCategories, levelValueAxis, uprightAxis, uprightCategories, valueDomain } from './chartAxes';
import { fullNumberText, type Scale } from './chartScale';
import { gridLine, px, seriesPaint, type Frame, type Hit, type Paint, type Scene, type SceneSize, type Shape } from './chartScene';
import type { ChartSpec } from './chartSpec';

type Values = ChartData & { form: 'values' };

interface PaintedValues extends ValueSeries {
  readonly paint: Paint;
}

/** From where to where a bar stands on the value axis. */
interface Bar {
  readonly category: number;
  readonly slot: number;
  readonly slots: number;
  readonly from: number;
  readonly to: number;
  readonly paint: Paint;
}

/** Bars side by side or on each other, upright or lying. */
export function drawBars(spec: ChartSpec, data: Values, size: SceneSize, hidden: ReadonlySet<string>): Scene {
  const painted = data.series.map((series, index) => ({ ...series, paint: seriesPaint(index) }));
  const series = painted.filter(({ name }) => !hidden.has(name));
  const legend = painted.map(({ name, paint }) => ({ name, paint }));
  if (series.length === 0) return { ...emptyScene(size, 'All series are switched off'), legend };
  const isStacked = spec.kind === 'stackedBar';
  const bars = isStacked ? stackedBars(data.categories.length, series) : sideBars(series);
  const values = bars.flatMap(({ from, to }) => [from, to]);
  const domain = valueDomain(values, spec.isLog && !isStacked, spec.isHorizontal ? size.width / 2 : size.height - 36, true);
  const frame = frameFor(size, spec.isHorizontal ? categoryRoom(data.categories, size.width) : axisRoom(domain.ticks));
  const axis = spec.isHorizontal ? levelValueAxis(domain, frame) : uprightAxis(domain, frame);
  const names = spec.isHorizontal ? uprightCategories(data.categories, frame) : levelCategories(data.categories, frame);
  const place = barPlace(data.categories.length, frame, axis.scale, spec.isHorizontal);
  const zero = axis.scale.at(Math.max(0, domain.from));
  const base = spec.isHorizontal ? gridLine(zero, frame.top, zero, frame.bottom, 'muted') : gridLine(frame.left, zero, frame.right, zero, 'muted');
  return {
    width: size.width,
    height: size.height,
    shapes: [...axis.shapes, ...bars.map(place), base, ...names],
    hits: barHits(data.categories, series, frame, axis.scale, spec.isHorizontal),
    hitBy: spec.isHorizontal ? 'y' : 'x',
    legend,
  };
}

function sideBars(series: readonly PaintedValues[]): Bar[] {
  return series.flatMap(({ values, paint }, slot) =>
    values.flatMap((value, category) => (value === undefined ? [] : [{ category, slot, slots: series.length, from: 0, to: value, paint }])),
  );
}

/** Positive values upwards, negative ones downwards from zero. */
function stackedBars(categories: number, series: readonly PaintedValues[]): Bar[] {
  const bars: Bar[] = [];
  for (let category = 0; category < categories; category += 1) {
    let [up, down] = [0, 0];
    for (const { values, paint } of series) {
      const value = values[category];
      if (value === undefined || value === 0) continue;
      const from = value > 0 ? up : down;
      bars.push({ category, slot: 0, slots: 1, from, to: from + value, paint });
      if (value > 0) up += value;
      else down += value;
    }
  }
  return bars;
}

const gap = 0.22;
const mostBarPixels = 64;

function barPlace(categories: number, frame: Frame, scale: Scale, isHorizontal: boolean): (bar: Bar) => Shape {
  const [start, end] = isHorizontal ? [frame.top, frame.bottom] : [frame.left, frame.right];
  const bandWidth = (end - start) / Math.max(1, categories);
  return ({ category, slot, slots, from, to, paint }) => {
    const group = Math.min(bandWidth * (1 - gap), mostBarPixels * slots);
    const thickness = Math.max(1, group / slots - (slots > 1 ? 1 : 0));
    const offset = start + bandWidth * (category + 0.5) - group / 2 + (group / slots) * slot;
    const [near, far] = [scale.at(from), scale.at(to)];
    const [low, length] = [Math.min(near, far), Math.max(1, Math.abs(far - near))];
    return isHorizontal
      ? { kind: 'rect', x: px(low), y: px(offset), width: px(length), height: px(thickness), fill: paint }
      : { kind: 'rect', x: px(offset), y: px(low), width: px(thickness), height: px(length), fill: paint };
  };
}

function barHits(categories: readonly string[], series: readonly PaintedValues[], frame: Frame, scale: Scale, isHorizontal: boolean): Hit[] {
  const [start, end] = isHorizontal ? [frame.top, frame.bottom] : [frame.left, frame.right];
  const band = (end - start) / Math.max(1, categories.length);
  return categories.map((category, index) => {
    const along = start + band * (index + 0.5);
    const lines = series.flatMap(({ name, values, paint }) => {
      const value = values[index];
      return value === undefined ? [] : [{ name, value: fullNumberText(value), paint }];
    });
    const greatest = Math.max(0, ...series.map(({ values }) => values[index] ?? 0));
    const across = scale.at(greatest);
    return isHorizontal ? { x: across, y: along, title: category, lines } : { x: along, y: across, title: category, lines };
  });
}
