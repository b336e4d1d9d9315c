import { commitFigures, engineTitle, operationKind, operationTitle } from './timelineFigures';
import type { OperationKind, TimelineCommit } from './timelineFigures';
import { median } from './tableFreshness';

/** Neighbouring commits of one operation by one engine, or a pause between commits. */
export type TimelineEntry<Commit extends TimelineCommit> =
  | { readonly kind: 'commits'; readonly group: CommitGroup<Commit> }
  | { readonly kind: 'gap'; readonly fromMs: number; readonly toMs: number };

export interface CommitGroup<Commit extends TimelineCommit> {
  /** Stays the same while newer commits join. */
  readonly key: string;
  readonly title: string;
  readonly engine: string;
  readonly operation: OperationKind;
  /** Newest first, never empty. */
  readonly commits: readonly Commit[];
  readonly newestMs: number;
  readonly oldestMs: number;
  readonly rowsAdded: number;
  readonly rowsRemoved: number;
  readonly bytesAdded: number;
  readonly filesAdded: number;
  readonly filesRemoved: number;
}

/** A pause this many times the usual one breaks the line. */
const unusual = 10;
const leastGapMs = 60_000;

/** @param commits - Newest first, as the server lists them. */
export function timeline<Commit extends TimelineCommit>(commits: readonly Commit[]): TimelineEntry<Commit>[] {
  const limit = gapLimit(commits);
  const entries: TimelineEntry<Commit>[] = [];
  let open: Commit[] = [];
  const close = (): void => {
    if (open.length > 0) entries.push({ kind: 'commits', group: groupOf(open) });
    open = [];
  };
  for (const commit of commits) {
    const newer = open[open.length - 1];
    if (newer) {
      const [toMs, fromMs] = [timeOf(newer), timeOf(commit)];
      const isGap = toMs - fromMs > limit;
      if (isGap || !belongTogether(newer, commit)) close();
      if (isGap) entries.push({ kind: 'gap', fromMs, toMs });
    }
    open.push(commit);
  }
  close();
  return entries;
}

function gapLimit(commits: readonly TimelineCommit[]): number {
  const gaps = commits.slice(1).map((commit, index) => timeOf(commits[index] ?? commit) - timeOf(commit));
  return Math.max(leastGapMs, unusual * median(gaps));
}

function belongTogether(left: TimelineCommit, right: TimelineCommit): boolean {
  return left.operation === right.operation && left.engineInfo === right.engineInfo;
}

function groupOf<Commit extends TimelineCommit>(commits: readonly Commit[]): CommitGroup<Commit> {
  const newest = commits[0];
  const oldest = commits[commits.length - 1];
  const figures = commits.map(commitFigures);
  const sum = (of: 'rowsAdded' | 'rowsRemoved' | 'bytesAdded' | 'filesAdded' | 'filesRemoved'): number =>
    figures.reduce((total, figure) => total + (figure[of] ?? 0), 0);
  return {
    key: `${oldest?.version ?? 0}`,
    title: operationTitle(newest?.operation),
    engine: engineTitle(newest?.engineInfo),
    operation: operationKind(newest?.operation),
    commits,
    newestMs: newest ? timeOf(newest) : 0,
    oldestMs: oldest ? timeOf(oldest) : 0,
    rowsAdded: sum('rowsAdded'),
    rowsRemoved: sum('rowsRemoved'),
    bytesAdded: sum('bytesAdded'),
    filesAdded: sum('filesAdded'),
    filesRemoved: sum('filesRemoved'),
  };
}

export function timeOf(commit: TimelineCommit): number {
  const time = Date.parse(commit.timestamp);
  return Number.isNaN(time) ? 0 : time;
}

export interface RowRate {
  /** Rows added a minute over the window, undefined when no commit says how many rows it added. */
  readonly rowsPerMinute: number | undefined;
  readonly commitsPerMinute: number;
  /** Rows added in equal parts of the window, the oldest first. */
  readonly buckets: readonly number[];
  readonly windowMs: number;
}

/**
 * How many rows come in. The window ends now, so that a stopped writer falls to zero; it is no longer than the commits
 * at hand reach back.
 */
export function rowRate(commits: readonly TimelineCommit[], nowMs: number, wantedMs: number, bucketCount = 30): RowRate {
  const oldest = commits[commits.length - 1];
  const reach = oldest ? Math.max(1_000, nowMs - timeOf(oldest)) : wantedMs;
  const windowMs = Math.min(wantedMs, reach);
  const start = nowMs - windowMs;
  const buckets = Array.from({ length: bucketCount }, () => 0);
  let [rows, counted, known] = [0, 0, 0];
  for (const commit of commits) {
    const time = timeOf(commit);
    // A commit at the window's first instant brought its rows before the window began.
    if (time <= start || time > nowMs + 1_000) continue;
    counted += 1;
    const added = commitFigures(commit).rowsAdded;
    if (added === undefined) continue;
    known += 1;
    rows += added;
    const bucket = Math.min(bucketCount - 1, Math.floor(((time - start) / windowMs) * bucketCount));
    buckets[bucket] = (buckets[bucket] ?? 0) + added;
  }
  const minutes = windowMs / 60_000;
  return {
    rowsPerMinute: counted > 0 && known === 0 ? undefined : rows / minutes,
    commitsPerMinute: counted / minutes,
    buckets,
    windowMs,
  };
}

/** Operations and engines that occur, for the filters; the most frequent first. */
export function facetsOf(commits: readonly TimelineCommit[]): { operations: string[]; engines: string[] } {
  return {
    operations: byFrequency(commits.map(({ operation }) => operationTitle(operation))),
    engines: byFrequency(commits.map(({ engineInfo }) => engineTitle(engineInfo))),
  };
}

function byFrequency(values: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1] || left[0].localeCompare(right[0])).map(([value]) => value);
}
