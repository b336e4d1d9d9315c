import { freshnessLabels, freshnessOf, rhythmOf, type Freshness } from '../../model/tableFreshness';
import type { CommitTimes } from '../../model/tableFeed';
import type { TableEntry } from '../../model/tableTypes';

interface DotProps {
  readonly entry: TableEntry;
  readonly times: CommitTimes;
  readonly now: number;
}

/** Colour alone would not reach everyone: late and broken ones have shapes of their own; the row says it in words. */
export function FreshnessDot({ entry, times, now }: DotProps) {
  const level = levelOf({ entry, times, now });
  return <span className={`tl-fresh-dot tl-fresh-dot--${level}`} title={freshnessLabels[level]} aria-hidden="true" />;
}

export function levelOf({ entry, times, now }: DotProps): Freshness {
  if (entry.error) return 'broken';
  const last = entry.lastCommit ? Date.parse(entry.lastCommit.timestamp) : NaN;
  const age = Number.isNaN(last) ? undefined : Math.max(0, now - last);
  return freshnessOf(age, rhythmOf(times.get(entry.name.toLowerCase()) ?? []));
}
