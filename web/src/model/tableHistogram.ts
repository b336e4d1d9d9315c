import { quoteIdentifier } from './tableName';
import { typeFamily } from './tableType';

export interface HistogramPlan {
  /** The column's name. */
  readonly name: string;
  /** Counts by bin: `SELECT bin, n`. */
  readonly query: string;
  readonly low: number;
  /** Where the last bin ends, which for whole numbers is behind the greatest value. */
  readonly high: number;
  readonly greatest: number;
  readonly binCount: number;
  readonly isTime: boolean;
}

export interface HistogramBin {
  /** Numbers, or milliseconds since 1970 for times. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface HistogramColumn {
  readonly name: string;
  readonly type: string;
  readonly minimum?: string | undefined;
  readonly maximum?: string | undefined;
}

/**
 * A query that counts a column's values in equal bins between its bounds, which the log knows.
 * Null for a column that has no bounds, one value only, or a type without distances.
 *
 * @param source - The table as SQL names it, with its version.
 */
export function planHistogram(column: HistogramColumn, source: string, wantedBins = 24): HistogramPlan | null {
  const family = typeFamily(column.type);
  if (family !== 'number' && family !== 'time') return null;
  const isTime = family === 'time';
  const [low, high] = [bound(column.minimum, isTime), bound(column.maximum, isTime)];
  if (low === null || high === null || !(high > low)) return null;
  const isWhole = /^(tinyint|smallint|int|integer|bigint|long|date)$/.test(column.type);
  const step = isTime ? 86_400_000 : 1;
  const binCount = isWhole ? Math.max(1, Math.min(wantedBins, Math.round((high - low) / step) + 1)) : wantedBins;
  // Whole numbers get bins that end behind the last one, so that each covers as many values.
  const end = isWhole ? high + step : high;
  const name = quoteIdentifier(column.name);
  const value = isTime ? `CAST(unix_micros(CAST(${name} AS TIMESTAMP)) AS DOUBLE) / 1000` : `CAST(${name} AS DOUBLE)`;
  const position = `floor((${value} - ${sqlDouble(low)}) * ${binCount} / ${sqlDouble(end - low)})`;
  const query =
    `SELECT least(${binCount - 1}, greatest(0, CAST(${position} AS INT))) AS bin, count(*) AS n\n` +
    `FROM ${source} WHERE ${name} IS NOT NULL GROUP BY 1`;
  return { name: column.name, query, low, high: end, greatest: high, binCount, isTime };
}

function bound(text: string | undefined, isTime: boolean): number | null {
  if (text === undefined || text.trim() === '') return null;
  const value = isTime ? Date.parse(timeText(text)) : Number(text);
  return Number.isFinite(value) ? value : null;
}

/** A time without a zone is UTC, as the engine's session is. */
function timeText(text: string): string {
  const iso = text.trim().replace(' ', 'T');
  if (/^-?\d+-\d\d-\d\d$/.test(iso)) return `${iso}T00:00:00Z`;
  return /(Z|[+-]\d\d:?\d\d)$/i.test(iso) ? iso : `${iso}Z`;
}

/** A literal that Spark reads as a double: without an exponent it would be a decimal. */
function sqlDouble(value: number): string {
  const text = value.toExponential();
  return value < 0 ? `(${text})` : text;
}

/** All columns' histograms by one statement; its rows are the plan's place in the list, bin, count. */
export function histogramQuery(plans: readonly HistogramPlan[]): string {
  return plans.map(({ query }, index) => `SELECT ${index} AS place, bin, n FROM (${query}) AS p${index}`).join('\nUNION ALL\n');
}

/** Bins a column; bins that no row fell into count zero. */
export function histogramsOf(
  plans: readonly HistogramPlan[],
  rows: readonly (readonly unknown[])[],
): Map<string, readonly HistogramBin[]> {
  return new Map(
    plans.map((plan, place) => [plan.name, histogramBins(plan, rows.filter((row) => Number(row[0]) === place))]),
  );
}

function histogramBins(plan: HistogramPlan, rows: readonly (readonly unknown[])[]): HistogramBin[] {
  const width = (plan.high - plan.low) / plan.binCount;
  const counts = new Map(rows.map((row) => [Number(row[1]), Number(row[2])]));
  return Array.from({ length: plan.binCount }, (_, index) => ({
    from: plan.low + index * width,
    to: plan.low + (index + 1) * width,
    count: counts.get(index) ?? 0,
  }));
}
