import { formatBytes, formatCount, formatDuration, plural } from '../../model/format';
import type { QueryEntry, TableAtVersion } from '../../model/query';

export interface StatusLineProps {
  readonly rowCount: number;
  readonly isComplete: boolean;
  readonly entry?: QueryEntry;
  /** Words of a live frame in place of a run's. */
  readonly note?: string;
}

/** What was answered, in honest words: how much, how long, of which versions, and whether there is more. */
export function StatusLine({ rowCount, isComplete, entry, note }: StatusLineProps) {
  const parts = [
    isComplete ? plural(rowCount, 'row') : `${plural(Math.max(rowCount, entry?.rowCount ?? 0), 'row')} so far`,
    entry && entry.resultBytes > 0 ? formatBytes(entry.resultBytes) : undefined,
    entry?.timings.totalMs === undefined ? undefined : formatDuration(entry.timings.totalMs),
    entry?.truncated ? `cut at the limit of ${formatCount(rowCount)} rows: the statement has more` : undefined,
    note,
  ].filter((part): part is string => part !== undefined);
  return (
    <footer className="tl-results__status">
      <span className={entry?.truncated ? 'tl-results__cut' : undefined}>{parts.join(' · ')}</span>
      <Tables tables={entry?.tables ?? []} />
    </footer>
  );
}

function Tables({ tables }: { readonly tables: readonly TableAtVersion[] }) {
  const [first, ...rest] = tables;
  if (!first) return null;
  const all = tables.map(({ name, version }) => `${name} version ${formatCount(version)}`).join('\n');
  return <span className="tl-results__versions" title={all}>{first.name} at version {formatCount(first.version)}{rest.length > 0 ? ` and ${plural(rest.length, 'other table')}` : ''}</span>;
}
