/**
 * How a table's newest commit stands against its own rhythm.
 * - `fresh`: written within its rhythm, or just now.
 * - `late`: it has a rhythm and missed it.
 * - `quiet`: no rhythm is known, or it ended long ago: nothing is wrong.
 * - `broken`: its log can't be read.
 */
export type Freshness = 'fresh' | 'late' | 'quiet' | 'broken';

/** A commit this young is fresh whatever the rhythm. */
const justNowMs = 10_000;
/** Intervals that may pass without a commit before the table is late. */
const patience = 3;
/** Intervals after which its writer has stopped rather than paused. */
const stoppedAfter = 60;
const stoppedAtLeastMs = 10 * 60_000;

export function freshnessOf(ageMs: number | undefined, rhythmMs: number | undefined): Freshness {
  if (ageMs === undefined) return 'quiet';
  if (ageMs <= justNowMs) return 'fresh';
  if (rhythmMs === undefined) return 'quiet';
  if (ageMs <= patience * rhythmMs) return 'fresh';
  return ageMs <= Math.max(stoppedAfter * rhythmMs, stoppedAtLeastMs) ? 'late' : 'quiet';
}

/** Commits that a rhythm takes: fewer are chance. */
const leastCommits = 4;

/** What a rhythm must last: commits written in one burst are a batch, after which nothing is overdue. */
const leastSpanMs = 30_000;

/** The usual time between commits: the median of the newest gaps. Undefined with too few commits, or for a burst. */
export function rhythmOf(commitTimesMs: readonly number[]): number | undefined {
  if (commitTimesMs.length < leastCommits) return undefined;
  const times = [...commitTimesMs].sort((left, right) => left - right);
  if ((times[times.length - 1] ?? 0) - (times[0] ?? 0) < leastSpanMs) return undefined;
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  return Math.max(1, median(gaps));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

export const freshnessLabels: Readonly<Record<Freshness, string>> = {
  fresh: 'Fresh: written just now or within its usual rhythm',
  late: 'Late: its usual commit is overdue',
  quiet: 'Quiet: no regular writer',
  broken: 'Cannot be read',
};
