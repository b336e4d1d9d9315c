import { mergedPoints, type ChartPoint, type PointSeries } from './chartData';
import type { Aggregate } from './chartSpec';

/** Points of a line beyond which neighbours share a bucket: a screen has no more columns than this. */
export const mostPoints = 2_000;
export const bucketCount = 500;

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const timeSteps: readonly (readonly [number, string])[] = [
  [1, '1 ms'], [2, '2 ms'], [5, '5 ms'], [10, '10 ms'], [20, '20 ms'], [50, '50 ms'], [100, '100 ms'], [200, '200 ms'], [500, '500 ms'],
  [second, '1 s'], [2 * second, '2 s'], [5 * second, '5 s'], [10 * second, '10 s'], [15 * second, '15 s'], [30 * second, '30 s'],
  [minute, '1 min'], [2 * minute, '2 min'], [3 * minute, '3 min'], [5 * minute, '5 min'], [10 * minute, '10 min'], [15 * minute, '15 min'], [30 * minute, '30 min'],
  [hour, '1 h'], [2 * hour, '2 h'], [3 * hour, '3 h'], [6 * hour, '6 h'], [12 * hour, '12 h'],
  [day, '1 day'], [2 * day, '2 days'], [7 * day, '7 days'], [14 * day, '14 days'], [30 * day, '30 days'], [90 * day, '90 days'], [365 * day, '365 days'],
];

export interface BucketWidth {
  readonly width: number;
  readonly label: string;
}

/** A width that people count in, so that about `buckets` of them cover the range. */
export function niceWidth(range: number, isTime: boolean, buckets = bucketCount): BucketWidth {
  const least = Math.max(range / buckets, Number.MIN_VALUE);
  if (isTime) {
    const step = timeSteps.find(([width]) => width >= least);
    if (step) return { width: step[0], label: step[1] };
    const years = Math.ceil(least / (365 * day));
    return { width: years * 365 * day, label: `${years} years` };
  }
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((each) => each * power >= least * (1 - 1e-9)) ?? 10;
  const width = factor * power;
  return { width, label: String(Number(width.toPrecision(12))) };
}

export interface Bucketed {
  readonly series: readonly PointSeries[];
  readonly note?: string;
}

const grouped = (count: number): string => Math.round(count).toLocaleString('en-GB');

const bucketWords: Readonly<Record<Aggregate, string>> = {
  avg: 'the mean of each, with least to greatest as a band',
  sum: 'the sum of each',
  min: 'the least of each',
  max: 'the greatest of each',
  count: 'the rows in each',
};

export function bucketNote(points: number, buckets: number, label: string, aggregate: Aggregate): string {
  return `${grouped(points)} points in ${grouped(buckets)} buckets of ${label}: ${bucketWords[aggregate]}`;
}

/** Long lines as one value for each bucket, means with the range around them; short ones as they are. */
export function bucketed(series: readonly PointSeries[], isTime: boolean, aggregate: Aggregate): Bucketed {
  const points = series.reduce((sum, one) => sum + one.points.length, 0);
  if (series.every((one) => one.points.length <= mostPoints)) return { series: series.map(({ name, points: all }) => ({ name, points: mergedPoints(all, aggregate) })) };
  const first = Math.min(...series.map((one) => one.points[0]?.x ?? Number.POSITIVE_INFINITY));
  const last = Math.max(...series.map((one) => one.points[one.points.length - 1]?.x ?? Number.NEGATIVE_INFINITY));
  const { width, label } = niceWidth(last - first, isTime);
  const small = series.map(({ name, points: all }) => ({ name, points: bucketPoints(all, width, aggregate) }));
  const buckets = Math.max(...small.map((one) => one.points.length));
  return { series: small, note: bucketNote(points, buckets, label, aggregate) };
}

/** `points` in the order of x. */
export function bucketPoints(points: readonly ChartPoint[], width: number, aggregate: Aggregate): ChartPoint[] {
  if (aggregate !== 'avg') return mergedPoints(points.map(({ x, y }) => ({ x: Math.floor(x / width) * width, y })), aggregate);
  const buckets: { x: number; sum: number; count: number; low: number; high: number }[] = [];
  for (const { x, y } of points) {
    const start = Math.floor(x / width) * width;
    const last = buckets[buckets.length - 1];
    if (last?.x === start) {
      last.sum += y;
      last.count += 1;
      last.low = Math.min(last.low, y);
      last.high = Math.max(last.high, y);
    } else {
      buckets.push({ x: start, sum: y, count: 1, low: y, high: y });
    }
  }
  return buckets.map(({ x, sum, count, low, high }) => ({ x, y: sum / count, low, high }));
}
