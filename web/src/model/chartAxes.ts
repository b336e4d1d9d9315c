import { label, gridLine, clipLabel, textWidth, type Frame, type Scene, type SceneSize, type Shape } from './chartScene';
import { linearScale, linearTicks, logScale, logTicks, niceDomain, timeTicks, type Scale, type Tick } from './chartScale';

export interface ValueAxis {
  readonly scale: Scale;
  readonly shapes: readonly Shape[];
  readonly ticks: readonly Tick[];
}

export const emptyScene = ({ width, height }: SceneSize, text: string): Scene => ({
  width,
  height,
  shapes: [label(text, width / 2, height / 2, 'middle')],
  hits: [],
  hitBy: 'plane',
  legend: [],
});

const rowPixels = 44;
const timePixels = 84;
const numberPixels = 58;

export interface ValueDomain {
  readonly from: number;
  readonly to: number;
  readonly isLog: boolean;
  readonly ticks: readonly Tick[];
}

/** The domain of values and its ticks. A logarithmic axis begins at the least positive value. */
export function valueDomain(values: Iterable<number>, isLog: boolean, pixels: number, fromZero: boolean): ValueDomain {
  let least = Number.POSITIVE_INFINITY;
  let leastPositive = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
    if (value > 0) leastPositive = Math.min(leastPositive, value);
  }
  if (!Number.isFinite(least)) [least, most] = [0, 1];
  if (isLog && Number.isFinite(leastPositive)) {
    const from = 10 ** Math.floor(Math.log10(leastPositive));
    const to = Math.max(10 ** Math.ceil(Math.log10(most)), from * 10);
    return { from, to, isLog: true, ticks: logTicks(from, to) };
  }
  const count = Math.max(2, Math.floor(pixels / rowPixels));
  const { from, to } = niceDomain(least, most, count, fromZero);
  return { from, to, isLog: false, ticks: linearTicks(from, to, count) };
}

export function domainScale(domain: ValueDomain, start: number, end: number): Scale {
  return (domain.isLog ? logScale : linearScale)(domain.from, domain.to, start, end);
}

/** Room for the labels of an upright axis. */
export function axisRoom(ticks: readonly Tick[]): number {
  return Math.max(24, ...ticks.map(({ label: text }) => textWidth(text))) + 12;
}

export function frameFor(size: SceneSize, left: number): Frame {
  return { left, top: 10, right: size.width - 14, bottom: size.height - 26 };
}

export function uprightAxis(domain: ValueDomain, frame: Frame): ValueAxis {
  const scale = domainScale(domain, frame.bottom, frame.top);
  const shapes = domain.ticks.flatMap(({ value, label: text }) => {
    const y = scale.at(value);
    return [gridLine(frame.left, y, frame.right, y), label(text, frame.left - 8, y + 4, 'end')];
  });
  return { scale, shapes, ticks: domain.ticks };
}

export function levelValueAxis(domain: ValueDomain, frame: Frame): ValueAxis {
  const scale = domainScale(domain, frame.left, frame.right);
  const shapes = domain.ticks.flatMap(({ value, label: text }) => {
    const x = scale.at(value);
    return [gridLine(x, frame.top, x, frame.bottom), label(text, insideOf(x, text, frame), frame.bottom + 17, 'middle')];
  });
  return { scale, shapes, ticks: domain.ticks };
}

/** Where a label's middle has to be so that none of it is cut off on the right. */
function insideOf(x: number, text: string, frame: Frame): number {
  return Math.min(x, frame.right - textWidth(text) / 2 + 10);
}

/** The axis below: times of the viewer's clock, or numbers. */
export function levelAxis(from: number, to: number, isTime: boolean, frame: Frame, zone: string): ValueAxis {
  const count = Math.max(2, Math.floor((frame.right - frame.left) / (isTime ? timePixels : numberPixels)));
  const ticks = isTime ? timeTicks(from, to, count, zone) : linearTicks(from, to, count);
  const scale = linearScale(from, to, frame.left, frame.right);
  const shapes: Shape[] = [gridLine(frame.left, frame.bottom, frame.right, frame.bottom, 'muted')];
  for (const { value, label: text } of ticks) {
    const x = scale.at(value);
    shapes.push(gridLine(x, frame.bottom, x, frame.bottom + 4, 'muted'), label(text, insideOf(x, text, frame), frame.bottom + 17, 'middle'));
  }
  return { scale, shapes, ticks };
}

/** Category names below their bands, every so many that they don't run into each other. */
export function levelCategories(categories: readonly string[], frame: Frame): Shape[] {
  const band = (frame.right - frame.left) / Math.max(1, categories.length);
  const longest = Math.min(96, Math.max(...categories.map(textWidth), 1)) + 10;
  const every = Math.max(1, Math.ceil(Math.min(longest, 72) / band));
  return categories.flatMap((category, index) => {
    if (index % every !== 0) return [];
    const x = frame.left + band * (index + 0.5);
    return [label(clipLabel(category, Math.max(band * every - 6, 18)), x, frame.bottom + 17, 'middle')];
  });
}

export function uprightCategories(categories: readonly string[], frame: Frame): Shape[] {
  const band = (frame.bottom - frame.top) / Math.max(1, categories.length);
  const every = Math.max(1, Math.ceil(14 / band));
  return categories.flatMap((category, index) => {
    if (index % every !== 0) return [];
    return [label(clipLabel(category, frame.left - 12), frame.left - 8, frame.top + band * (index + 0.5) + 4, 'end')];
  });
}

/** Room for category names on the left, at most two fifths of the width. */
export function categoryRoom(categories: readonly string[], width: number): number {
  return Math.min(Math.max(...categories.map(textWidth), 24) + 14, width * 0.4);
}
