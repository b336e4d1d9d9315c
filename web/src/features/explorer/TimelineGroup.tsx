import { useState } from 'react';
import { Button } from '../../ui/Button';
import { RelativeTime } from '../../ui/RelativeTime';
import { formatBytes, formatCount, formatDuration, plural } from '../../model/format';
import type { CommitGroup } from '../../model/timeline';
import type { Commit } from '../../model/tableTypes';
import { CommitRow } from './CommitRow';

interface GroupProps {
  readonly group: CommitGroup<Commit>;
  readonly name: string;
}

/** Commits listed before the rest is asked for, and with each press. */
const firstShown = 3;
const pageSize = 25;

export function TimelineGroup({ group, name }: GroupProps) {
  const [shown, setShown] = useState(firstShown);
  const { commits } = group;
  const rest = commits.length - shown;
  return (
    <li className={`tl-timeline__group tl-timeline__group--${group.operation}`}>
      <div className="tl-timeline__head">
        <h3>{group.title}</h3>
        <span className="tl-muted">by {group.engine}</span>
        {commits.length > 1 && (
          <>
            <span className="tl-tag">{formatCount(commits.length)} commits{span(group)}</span>
            <span className="tl-timeline__sums">{sums(group)}</span>
            <RelativeTime time={new Date(group.newestMs).toISOString()} />
          </>
        )}
      </div>
      <ol className="tl-timeline__commits">
        {commits.slice(0, shown).map((commit) => <CommitRow key={commit.version} commit={commit} name={name} />)}
      </ol>
      {rest > 0 && (
        <Button size="small" onClick={() => setShown(shown + pageSize)}>
          {formatCount(Math.min(rest, pageSize))} more of {formatCount(rest)}
        </Button>
      )}
    </li>
  );
}

function span(group: CommitGroup<Commit>): string {
  const duration = group.newestMs - group.oldestMs;
  return duration >= 1_000 ? ` in ${formatDuration(duration)}` : '';
}

function sums({ rowsAdded, rowsRemoved, bytesAdded }: CommitGroup<Commit>): string {
  const parts = [
    rowsAdded > 0 ? `+${plural(rowsAdded, 'row')}` : '',
    rowsRemoved > 0 ? `−${plural(rowsRemoved, 'row')}` : '',
    bytesAdded > 0 ? `+${formatBytes(bytesAdded)}` : '',
  ];
  return parts.filter(Boolean).join(' · ');
}
