import type { ChartData } from './chartData';
import { emptyScene } from './chartAxes';
import { fullNumberText } from './chartScale';
import { label, px, seriesPaint, type Hit, type Scene, type SceneSize, type Shape } from './chartScene';

interface Slice {
  readonly name: string;
  readonly value: number;
  readonly paint: ReturnType<typeof seriesPaint>;
  readonly from: number;
  readonly to: number;
}

/** A ring of shares; negative values have no share and are left out. */
export function drawPie(data: ChartData & { form: 'values' }, size: SceneSize, hidden: ReadonlySet<string>): Scene {
  const values = data.series[0]?.values ?? [];
  const legend = data.categories.map((name, index) => ({ name, paint: seriesPaint(index) }));
  const all = legend.map(({ name, paint }, index) => ({ name, paint, value: Math.max(0, values[index] ?? 0) }));
  const shown = all.filter(({ name, value }) => !hidden.has(name) && value > 0);
  const total = shown.reduce((sum, { value }) => sum + value, 0);
  if (total === 0) return { ...emptyScene(size, 'No positive value to share'), legend };
  const radius = Math.max(20, Math.min(size.width - 80, size.height) / 2 - 24);
  const centre = { x: size.width / 2, y: size.height / 2 };
  let angle = -Math.PI / 2;
  const slices = shown.map((slice): Slice => {
    const from = angle;
    angle += (slice.value / total) * 2 * Math.PI;
    return { ...slice, from, to: angle };
  });
  const shapes = slices.flatMap((slice) => sliceShapes(slice, centre, radius, total));
  return { width: size.width, height: size.height, shapes, hits: slices.map((slice) => sliceHit(slice, centre, radius, total)), hitBy: 'plane', legend };
}

interface Place {
  readonly x: number;
  readonly y: number;
}

const at = (centre: Place, radius: number, angle: number): Place => ({ x: centre.x + radius * Math.cos(angle), y: centre.y + radius * Math.sin(angle) });
const pair = ({ x, y }: Place): string => `${px(x)} ${px(y)}`;

function sliceShapes({ value, paint, from, to }: Slice, centre: Place, radius: number, total: number): Shape[] {
  const inner = radius * 0.58;
  const middle = (from + to) / 2;
  // In halves: the arc of a full circle would end where it starts, and be none.
  const arc = (r: number, target: number, sweep: number): string => [middle, target].map((angle) => `A${px(r)} ${px(r)} 0 0 ${sweep} ${pair(at(centre, r, angle))}`).join('');
  const d = `M${pair(at(centre, radius, from))}${arc(radius, to, 1)}L${pair(at(centre, inner, to))}${arc(inner, from, 0)}Z`;
  const outside = at(centre, radius + 10, middle);
  const anchor = Math.abs(Math.cos(middle)) < 0.25 ? 'middle' : Math.cos(middle) > 0 ? 'start' : 'end';
  const isWide = to - from > 0.2;
  const text: Shape[] = isWide ? [label(`${((value / total) * 100).toFixed(1)}%`, outside.x, outside.y + 4, anchor)] : [];
  const gap = value < total ? { stroke: 'surface', width: 1.5 } as const : {};
  return [{ kind: 'path', d, fill: paint, ...gap }, ...text];
}

function sliceHit({ name, value, paint, from, to }: Slice, centre: Place, radius: number, total: number): Hit {
  const share = `${((value / total) * 100).toFixed(1)}%`;
  return { ...at(centre, radius * 0.79, (from + to) / 2), title: name, lines: [{ name: share, value: fullNumberText(value), paint }] };
}
