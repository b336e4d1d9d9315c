import { compareNumbers, compareValues } from './cellCompare';
import { compactJson } from './cellJson';
import { parseTimeMs } from './cellTime';
import { cellKind, isNumberKind, isTimeKind, type ColumnMeta } from './cellType';
import { histogramPlan, readBins, topValues, type ColumnStatistics, type HistogramBar } from './deriveStatistics';

/** Statistics of values that are all here: the same figures as the server's for a large result. */
export function localStatistics(column: ColumnMeta, values: readonly unknown[]): ColumnStatistics {
  const kind = cellKind(column.type);
  const present = values.filter((value) => value !== null && value !== undefined);
  const base = { rows: values.length, nulls: values.length - present.length };
  if (kind === 'nested' || kind === 'other') return base;
  const finite = kind === 'float' ? present.filter((value) => !Number.isNaN(Number(value))) : present;
  const distinct = new Set(present.map(String)).size;
  const notANumber = present.length - finite.length;
  if (finite.length === 0) return { ...base, distinct, ...(notANumber > 0 ? { notANumber } : {}) };
  const [minimum, maximum] = extremes(finite, (left, right) => (isNumberKind(kind) ? compareNumbers(left, right) : compareValues(left, right, kind)));
  const mean = isNumberKind(kind) ? { mean: finite.reduce<number>((sum, value) => sum + Number(value), 0) / finite.length } : {};
  return { ...base, distinct, minimum, maximum, ...mean, ...(notANumber > 0 ? { notANumber } : {}) };
}

function extremes(values: readonly unknown[], compare: (left: unknown, right: unknown) => number): [unknown, unknown] {
  let [least, most] = [values[0], values[0]];
  for (const value of values) {
    if (compare(value, least) < 0) least = value;
    if (compare(value, most) > 0) most = value;
  }
  return [least, most];
}

/** A value's place on the axis of its histogram; undefined where the type has none. */
export function axisValue(column: ColumnMeta, value: unknown): number | undefined {
  const kind = cellKind(column.type);
  if (value === null || value === undefined) return undefined;
  const number = isNumberKind(kind) ? Number(value) : isTimeKind(kind) ? parseTimeMs(value) : undefined;
  return number !== undefined && Number.isFinite(number) ? number : undefined;
}

export function localHistogram(column: ColumnMeta, values: readonly unknown[], statistics: ColumnStatistics): HistogramBar[] {
  const plan = histogramPlan(column, axisValue(column, statistics.minimum), axisValue(column, statistics.maximum));
  if (plan.kind === 'values') return frequentValues(values);
  const counts = new Map<number, number>();
  for (const value of values) {
    const at = axisValue(column, value);
    if (at === undefined) continue;
    const bin = Math.min(plan.bins - 1, Math.floor((at - plan.from) / plan.width));
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  return readBins(plan, [...counts]);
}

const labelLimit = 200;

function frequentValues(values: readonly unknown[]): HistogramBar[] {
  const counts = new Map<string, number>();
  for (const value of values) {
    const label = typeof value === 'object' && value !== null ? compactJson(value, labelLimit).text : String(value ?? 'null');
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts]
    .sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
    .slice(0, topValues)
    .map(([label, count]) => ({ label, count }));
}
