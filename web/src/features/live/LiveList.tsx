import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { endLive, listLive } from '../../api/live';
import { failureOf, type Failure } from '../../model/apiError';
import { formatCount, formatDuration, formatShare, plural } from '../../model/format';
import type { LiveEntry } from '../../model/live';
import { Badge, type BadgeProps } from '../../ui/Badge';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { IconButton } from '../../ui/IconButton';
import { RelativeTime } from '../../ui/RelativeTime';
import { Spinner } from '../../ui/Spinner';
import './live.css';

export interface LiveListProps {
  /** A link to the watching view. */
  readonly renderLink: (liveId: string, text: ReactNode) => ReactNode;
  readonly emptyActions: ReactNode;
  readonly onProblem: (message: string) => void;
}

/** Costs and counts have no events of their own. */
const refreshMs = 2_000;

/** What is being watched, by whom, at what cost. */
export function LiveList({ renderLink, emptyActions, onProblem }: LiveListProps) {
  const { entries, problem, reload } = useLiveList();
  if (problem && !entries) return <ErrorState title="The live queries can’t be listed" message={problem.message} code={problem.code} onRetry={reload} />;
  if (!entries) return <EmptyState title="Asking what is live"><Spinner label="Loading" /></EmptyState>;
  if (entries.length === 0) {
    return (
      <EmptyState title="Nothing is being watched" actions={emptyActions}>
        Turn on the Live switch of any query: its chart and its rows then move with each commit.
      </EmptyState>
    );
  }
  const end = (id: string) => endLive(id).then(reload, (error: unknown) => onProblem(failureOf(error).message));
  return (
    <div className="tl-live-list" tabIndex={0} role="region" aria-label="Live queries">
      <table className="tl-live-list__table">
        <thead>
          <tr>
            <th scope="col">Query</th>
            <th scope="col">State</th>
            <th scope="col">Tables</th>
            <th scope="col" className="tl-num">Viewers</th>
            <th scope="col" className="tl-num" title="Of one processor core, over the last minute">Cost</th>
            <th scope="col" className="tl-num">Runs</th>
            <th scope="col" className="tl-num">Per run</th>
            <th scope="col">Since</th>
            <th scope="col">By</th>
            <th scope="col"><span className="tl-hidden">Actions</span></th>
          </tr>
        </thead>
        <tbody>{entries.map((entry) => <LiveRow key={entry.liveId} entry={entry} renderLink={renderLink} onEnd={end} />)}</tbody>
      </table>
    </div>
  );
}

const tones: Readonly<Record<LiveEntry['state'], NonNullable<BadgeProps['tone']>>> = {
  idle: 'good',
  running: 'accent',
  waiting: 'warning',
  failed: 'bad',
};

interface LiveRowProps {
  readonly entry: LiveEntry;
  readonly renderLink: LiveListProps['renderLink'];
  readonly onEnd: (liveId: string) => void;
}

function LiveRow({ entry, renderLink, onEnd }: LiveRowProps) {
  const { liveId, query, state, reason, error, tables, viewers, cost, runs, averageRunMs, startedAt, principal, refresh } = entry;
  return (
    <tr>
      <td className="tl-live-list__query">{renderLink(liveId, <code>{query.replace(/\s+/g, ' ').trim()}</code>)}</td>
      <td data-label="State"><Badge tone={tones[state]} title={error?.message ?? reason ?? `Refresh: ${refresh}`}>{state}</Badge></td>
      <td data-label="Tables">{tables.map(({ name, version }) => <div key={name}>{name} <span className="tl-muted">v{formatCount(version)}</span></div>)}</td>
      <td className="tl-num" data-label="Viewers">{formatCount(viewers)}</td>
      <td className="tl-num" data-label="Cost">{formatShare(cost)}</td>
      <td className="tl-num" data-label="Runs">{formatCount(runs)}</td>
      <td className="tl-num" data-label="Per run">{averageRunMs === undefined ? '–' : formatDuration(averageRunMs)}</td>
      <td data-label="Since"><RelativeTime time={startedAt} /></td>
      <td data-label="By">{principal}</td>
      <td><IconButton size="small" icon="stop" label={`End for ${plural(viewers, 'viewer')}`} onClick={() => onEnd(liveId)} /></td>
    </tr>
  );
}

interface LiveListState {
  readonly entries: readonly LiveEntry[] | undefined;
  readonly problem: Failure | undefined;
  readonly reload: () => void;
}

function useLiveList(): LiveListState {
  const [entries, setEntries] = useState<readonly LiveEntry[]>();
  const [problem, setProblem] = useState<Failure>();
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  useEffect(() => {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = (): Promise<void> =>
      listLive(controller.signal)
        .then((found) => {
          setEntries(found);
          setProblem(undefined);
        })
        .catch((error: unknown) => {
          if (!controller.signal.aborted) setProblem(failureOf(error));
        })
        .finally(() => {
          if (!controller.signal.aborted) timer = setTimeout(() => void load(), refreshMs);
        });
    void load();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [round]);
  return { entries, problem, reload };
}
