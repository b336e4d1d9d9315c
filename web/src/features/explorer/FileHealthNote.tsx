import { formatBytes, formatCount } from '../../model/format';
import { smallFileBytes, type FileHealth } from '../../model/fileHealth';

interface NoteProps {
  readonly health: FileHealth;
  /** Whether only the largest files were looked at. */
  readonly isPartial: boolean;
}

export function FileHealthNote({ health, isPartial }: NoteProps) {
  if (health.smallFiles === 0) return null;
  const share = Math.round(health.smallShare * 100);
  return (
    <div className={health.level === 'good' ? 'tl-note' : 'tl-warning'}>
      <strong>
        {formatCount(health.smallFiles)} {health.smallFiles === 1 ? 'file is' : 'files are'} smaller than {formatBytes(smallFileBytes)}
      </strong>
      <span>
        {` (${share} % of ${isPartial ? 'those listed' : 'all'}, ${formatBytes(health.smallBytes)} together). ${health.advice}`}
        {health.level !== 'good' && health.filesAfter < health.smallFiles && ` About ${formatCount(health.filesAfter)} ${health.filesAfter === 1 ? 'file' : 'files'} would hold the same rows.`}
      </span>
    </div>
  );
}
