import { useMemo } from 'react';
import { Button } from '../../ui/Button';
import { RelativeTime } from '../../ui/RelativeTime';
import { formatCount, formatDuration } from '../../model/format';
import { engineTitle, operationTitle } from '../../model/timelineFigures';
import { changedAddress } from '../../model/tablePlace';
import { facetsOf, timeline } from '../../model/timeline';
import { useSlots } from './explorerContext';
import { TimelineGroup } from './TimelineGroup';
import { RowsSkeleton } from '../../ui/states';
import type { PlaceProps } from './placeProps';

interface HistoryProps extends PlaceProps {
  /** Asks for more of the past; absent when it is all there. */
  readonly onMore: (() => void) | undefined;
}

export function HistoryPlace({ address, history, onMore }: HistoryProps) {
  const { go } = useSlots();
  const { operation = '', engine = '' } = address;
  const commits = history?.commits ?? [];
  const facets = useMemo(() => facetsOf(commits), [commits]);
  const entries = useMemo(
    () =>
      timeline(
        commits.filter(
          (commit) =>
            (operation === '' || operationTitle(commit.operation) === operation) &&
            (engine === '' || engineTitle(commit.engineInfo) === engine),
        ),
      ),
    [commits, operation, engine],
  );
  if (!history) return <RowsSkeleton />;
  return (
    <div className="tl-place">
      <h2 className="tl-hidden">Commits</h2>
      <div className="tl-place__bar">
        <Choice label="Operation" value={operation} values={facets.operations} onChange={(next) => go(changedAddress(address, { operation: next }), 'replace')} />
        <Choice label="Engine" value={engine} values={facets.engines} onChange={(next) => go(changedAddress(address, { engine: next }), 'replace')} />
        <span className="tl-muted">
          {formatCount(commits.length)} {history.isWhole ? 'commits' : 'newest commits'}
        </span>
      </div>
      <ol className="tl-timeline">
        {entries.map((entry) =>
          entry.kind === 'gap' ? (
            <li key={`gap-${entry.toMs}`} className="tl-timeline__gap">
              no commit for {formatDuration(entry.toMs - entry.fromMs)}, until <RelativeTime time={new Date(entry.toMs).toISOString()} />
            </li>
          ) : (
            <TimelineGroup key={entry.group.key} group={entry.group} name={address.name} />
          ),
        )}
      </ol>
      {onMore && <Button onClick={onMore}>Older commits</Button>}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly values: readonly string[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, values, onChange }: ChoiceProps) {
  return (
    <label className="tl-inline">
      {label}{' '}
      <select className="tl-select" value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">all</option>
        {value !== '' && !values.includes(value) && <option value={value}>{value}</option>}
        {values.map((one) => <option key={one} value={one}>{one}</option>)}
      </select>
    </label>
  );
}
