import type { Chart, PointSeries } from './chartData';
import type { ChartSpec } from './chartSpec';
import type { Pipeline } from './pipelines';

/** What the charts show of one moment. Times in milliseconds since 1970. */
export interface Sample {
  readonly at: number;
  readonly lagRecords?: number;
  readonly lagSeconds?: number;
  readonly rowsPerSecond?: number;
  readonly bytesPerSecond?: number;
  readonly p50Milliseconds?: number;
  readonly p99Milliseconds?: number;
}

/** How far back the charts look. */
export const windowMs = 10 * 60_000;
/** A window that has just begun to fill would show a sliver of a line at its end: the charts grow with it, from this on. */
const leastShownMs = 60_000;
/** More than one event a second comes only when the clock of the page jumps. */
const mostSamples = 900;

/** The samples of the window with the newest added. */
export function addSample(samples: readonly Sample[], pipeline: Pipeline, now: number): readonly Sample[] {
  const { position, rates, freshness } = pipeline;
  const sample: Sample = {
    at: now,
    ...(position?.lagRecords === undefined ? {} : { lagRecords: position.lagRecords }),
    ...(position?.lagSeconds === undefined ? {} : { lagSeconds: position.lagSeconds }),
    ...rates,
    ...freshness,
  };
  return [...samples.filter(({ at }) => at > now - windowMs && at < now), sample].slice(-mostSamples);
}

export type Measure = 'lagRecords' | 'lagSeconds' | 'rate' | 'freshness';

export const measureTitles: Readonly<Record<Measure, string>> = {
  lagRecords: 'Lag in messages',
  lagSeconds: 'Lag in seconds',
  rate: 'Rows per second',
  freshness: 'Freshness in milliseconds',
};

const measures: readonly Measure[] = ['lagRecords', 'rate', 'freshness', 'lagSeconds'];

/** All, but for the lag in messages of a source that doesn't count them. */
export function shownMeasures(samples: readonly Sample[]): readonly Measure[] {
  const isUncounted = samples.length > 0 && samples.every(({ lagRecords }) => lagRecords === undefined);
  return isUncounted ? measures.filter((measure) => measure !== 'lagRecords') : measures;
}

type Field = Exclude<keyof Sample, 'at'>;

const lines: Readonly<Record<Measure, readonly (readonly [field: Field, name: string])[]>> = {
  lagRecords: [['lagRecords', 'messages']],
  lagSeconds: [['lagSeconds', 'seconds']],
  rate: [['rowsPerSecond', 'rows/s']],
  freshness: [['p50Milliseconds', 'p50'], ['p99Milliseconds', 'p99']],
};

/** One measure over the window, which ends with the newest sample. */
export function sampleChart(samples: readonly Sample[], measure: Measure): Chart {
  const series: PointSeries[] = lines[measure].map(([field, name]) => ({
    name,
    points: samples.flatMap(({ at, [field]: value }) => (value === undefined ? [] : [{ x: at, y: rounded(value) }])),
  }));
  const to = samples[samples.length - 1]?.at ?? 0;
  const from = Math.max(to - windowMs, Math.min(samples[0]?.at ?? to, to - leastShownMs));
  return { data: { form: 'points', isTime: true, series, range: { from, to } } };
}

/** Nobody reads the sixth digit of a rate that changes each second. */
function rounded(value: number): number {
  return Math.abs(value) < 10 ? Math.round(value * 100) / 100 : Math.round(value);
}

export function sampleSpec(measure: Measure): ChartSpec {
  return {
    kind: measure === 'freshness' ? 'line' : 'area',
    x: 'time',
    y: lines[measure].map(([, name]) => name),
    aggregate: 'avg',
    isLog: false,
    hasLegend: lines[measure].length > 1,
    isHorizontal: false,
  };
}
