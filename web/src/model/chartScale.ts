import { instantOfWall, wallFields } from './cellTime';
import { groupDigits } from './cellFormat';

export interface Scale {
  readonly from: number;
  readonly to: number;
  /** Pixel of a value. */
  at(value: number): number;
}

export interface Tick {
  readonly value: number;
  readonly label: string;
}

export function linearScale(from: number, to: number, start: number, end: number): Scale {
  const range = to - from || 1;
  return { from, to, at: (value) => start + ((value - from) / range) * (end - start) };
}

/** Values that are not positive have no place on a logarithmic axis: they stand at its foot. */
export function logScale(from: number, to: number, start: number, end: number): Scale {
  const low = Math.log10(from);
  const range = Math.log10(to) - low || 1;
  return { from, to, at: (value) => start + ((Math.log10(Math.max(value, from)) - low) / range) * (end - start) };
}

export function tickStep(range: number, count: number): number {
  const least = range / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((each) => each * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** A domain whose ends are ticks, with zero in it when the values are near enough to it to be read against it. */
export function niceDomain(least: number, most: number, count: number, fromZero: boolean): { from: number; to: number } {
  let [low, high] = [least, most];
  if (fromZero || (low > 0 && low < high * 0.4)) low = Math.min(0, low);
  if (fromZero || (high < 0 && high > low * 0.4)) high = Math.max(0, high);
  if (low === high) [low, high] = low === 0 ? [0, 1] : [low - Math.abs(low) * 0.1, high + Math.abs(high) * 0.1];
  const step = tickStep(high - low, count);
  return { from: Math.floor(low / step + 1e-9) * step, to: Math.ceil(high / step - 1e-9) * step };
}

export function linearTicks(from: number, to: number, count: number): Tick[] {
  const step = tickStep(to - from, count);
  const ticks: Tick[] = [];
  for (let index = Math.ceil(from / step - 1e-9); index * step <= to + step * 1e-9 && ticks.length < 100; index += 1) {
    const value = Number((index * step).toPrecision(12));
    ticks.push({ value, label: axisNumberText(value, step, Math.max(Math.abs(from), Math.abs(to))) });
  }
  return ticks;
}

export function logTicks(from: number, to: number): Tick[] {
  const ticks: Tick[] = [];
  const low = Math.floor(Math.log10(from));
  const high = Math.ceil(Math.log10(to));
  const every = Math.max(1, Math.ceil((high - low) / 8));
  for (let power = low; power <= high; power += every) ticks.push({ value: 10 ** power, label: axisNumberText(10 ** power, 10 ** power) });
  return ticks.filter(({ value }) => value >= from * 0.999 && value <= to * 1.001);
}

const suffixes: readonly (readonly [number, string])[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e4, 'k'],
];

/** Short, as exact as the axis' step asks, and in the unit of the greatest number beside it: `12.5k`, `0.05`. */
export function axisNumberText(value: number, step: number, greatest = Math.abs(value)): string {
  const size = value === 0 ? 0 : greatest;
  if (size >= 1e15 || (size > 0 && size < 1e-6)) return value.toExponential(1);
  const [from, suffix] = suffixes.find(([least]) => size >= least) ?? [1, ''];
  const unit = from === 1e4 ? 1e3 : from;
  const decimals = Math.min(12, Math.max(0, Math.ceil(-Math.log10(Math.abs(step) / unit) - 1e-9)));
  return groupDigits((value / unit).toFixed(decimals)) + suffix;
}

/** A number in full, for a tooltip; at most six digits behind the point. */
export function fullNumberText(value: number): string {
  if (Math.abs(value) >= 1e15 || (value !== 0 && Math.abs(value) < 1e-6)) return String(value);
  return groupDigits(String(Number(value.toFixed(6))));
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** Ticks at round times of the viewer's clock: a day begins at the viewer's midnight, also where the clock changes. */
export function timeTicks(from: number, to: number, count: number, zone: string): Tick[] {
  const least = (to - from) / Math.max(1, count);
  const step = steps.find((each) => each >= least);
  return step === undefined ? monthTicks(from, to, count, zone) : stepTicks(from, to, step, zone);
}

function stepTicks(from: number, to: number, step: number, zone: string): Tick[] {
  const wallOf = (epoch: number): number => {
    const { year, month, day: date, hour: hours, minute: minutes, second } = wallFields(epoch, zone);
    return Date.UTC(year, month - 1, date, hours, minutes, second) + (((epoch % 1_000) + 1_000) % 1_000);
  };
  const ticks: Tick[] = [];
  const last = wallOf(to);
  for (let wall = Math.ceil(wallOf(from) / step) * step; wall <= last && ticks.length < 100; wall += step) {
    const value = instantOfWall(zone, wall);
    if (value >= from && value <= to && value !== ticks[ticks.length - 1]?.value) ticks.push({ value, label: timeLabel(wall, step) });
  }
  return ticks;
}

function timeLabel(wall: number, step: number): string {
  const date = new Date(wall);
  const dayText = `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''}`;
  if (step >= day || wall % day === 0) return dayText;
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  if (step >= minute) return clock;
  const seconds = `${clock}:${two(date.getUTCSeconds())}`;
  return step >= 1_000 ? seconds : `${seconds}.${String(date.getUTCMilliseconds()).padStart(3, '0')}`;
}

function monthTicks(from: number, to: number, count: number, zone: string): Tick[] {
  const start = wallFields(from, zone);
  const end = wallFields(to, zone);
  const range = (end.year - start.year) * 12 + end.month - start.month;
  const every = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1_200].find((each) => range / each <= count) ?? 12_000;
  const ticks: Tick[] = [];
  const first = start.year * 12 + start.month - 1;
  for (let month = Math.ceil(first / every) * every; month <= first + range + 1 && ticks.length < 100; month += every) {
    const [year, index] = [Math.floor(month / 12), ((month % 12) + 12) % 12];
    const value = instantOfWall(zone, Date.UTC(year, index, 1));
    if (value >= from && value <= to) ticks.push({ value, label: index === 0 || every >= 12 ? String(year) : `${months[index] ?? ''} ${year}` });
  }
  return ticks;
}

/** An instant for a tooltip, as exact as it has to be. */
export function instantText(epoch: number, zone: string): string {
  const { year, month, day: date, hour: hours, minute: minutes, second } = wallFields(epoch, zone);
  const clock = `${two(hours)}:${two(minutes)}:${two(second)}`;
  const rest = ((epoch % 1_000) + 1_000) % 1_000;
  return `${year}-${two(month)}-${two(date)} ${clock}${rest === 0 ? '' : `.${String(Math.floor(rest)).padStart(3, '0')}`}`;
}
