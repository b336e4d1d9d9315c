import { useState } from 'react';
import { Button } from '../../ui/Button';
import { RelativeTime } from '../../ui/RelativeTime';
import { formatBytes, formatCount, plural } from '../../model/format';
import { commitFigures } from '../../model/timelineFigures';
import type { Commit } from '../../model/tableTypes';
import { CommitDetails } from './CommitDetails';
import { useSlots } from './explorerContext';

export function CommitRow({ commit, name }: { readonly commit: Commit; readonly name: string }) {
  const { go } = useSlots();
  const [isOpen, setOpen] = useState(false);
  const { version } = commit;
  return (
    <li className="tl-commit">
      <div className="tl-commit__line">
        <button type="button" className="tl-commit__version" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          Version {formatCount(version)}
        </button>
        <span className="tl-commit__time"><RelativeTime time={commit.timestamp} /></span>
        <span className="tl-commit__figures">{figuresText(commit)}</span>
        <span className="tl-commit__actions">
          <Button size="small" aria-label={`View version ${version}`} onClick={() => go({ name, place: 'sample', version })}>View</Button>
          {version > 0 && (
            <Button size="small" aria-label={`Diff version ${version} with the one before`} onClick={() => go({ name, place: 'diff', from: version - 1, to: version })}>
              Diff
            </Button>
          )}
        </span>
      </div>
      {isOpen && <CommitDetails commit={commit} />}
    </li>
  );
}

function figuresText(commit: Commit): string {
  const { rowsAdded, rowsRemoved, rowsUpdated, filesAdded, filesRemoved, bytesAdded } = commitFigures(commit);
  const figure = (sign: string, value: number | undefined, word: string): string => (value ? `${sign}${plural(value, word)}` : '');
  return [
    figure('+', rowsAdded, 'row'),
    figure('~', rowsUpdated, 'row'),
    figure('−', rowsRemoved, 'row'),
    figure('+', filesAdded, 'file'),
    figure('−', filesRemoved, 'file'),
    bytesAdded ? `+${formatBytes(bytesAdded)}` : '',
  ].filter(Boolean).join(' · ');
}
