import { useEffect, useMemo, useState } from 'react';
import { getTable } from '../../api/tables';
import { changedAddress, placesInTime, versionRange, type TableAddress } from '../../model/tablePlace';
import type { Commit, TableDetail, TableEntry } from '../../model/tableTypes';
import { levelOf } from './FreshnessDot';
import { useSlots } from './explorerContext';
import { PlaceTabs } from './PlaceTabs';
import { ErrorBox, RowsSkeleton } from '../../ui/states';
import { TableHeader } from './TableHeader';
import { TablePlaceView } from './TablePlaceView';
import { TimeBar } from './TimeBar';
import { useHistory } from './useHistory';
import { useResource } from '../../ui/useResource';
import { useNow } from '../../ui/useNow';
import { useSettled } from './useSettled';
import type { Tables } from './useTables';

interface ViewProps {
  readonly address: TableAddress;
  readonly entry: TableEntry;
  readonly tables: Tables;
}

/** Commits asked for at first, each time more of the past is wanted, and at most. */
const firstLimit = 500;
const growth = 5;
const largestLimit = 10_000;

export function TableView({ address, entry, tables }: ViewProps) {
  const { go } = useSlots();
  const { name } = address;
  const [limit, setLimit] = useState(firstLimit);
  const now = useNow();
  const newest = useResource(entry.error ? null : name, (signal) => getTable(name, {}, signal), entry.version ?? 0);
  const history = useHistory(entry.error ? null : name, entry.version, limit);
  const wanted = useSettled(address.version);
  const asOf = useResource(
    wanted === undefined ? null : `${name}@${wanted}`,
    (signal) => getTable(name, { version: wanted }, signal),
  );
  const commits = useMemo(() => history.value?.commits ?? [], [history.value]);
  useEffect(() => tables.noteTimes(entry.name, commits.map(({ timestamp }) => Date.parse(timestamp))), [commits, entry.name]);
  const version = Math.max(newest.value?.version ?? 0, entry.version ?? 0);
  const isPast = address.version !== undefined && placesInTime.has(address.place);
  const detail = isPast ? asOf : newest;
  const range = versionRange(version, commits[commits.length - 1]?.version, history.value?.isWhole ?? false);
  return (
    <section className="tl-explorer__main" aria-label={`Table ${entry.name}`}>
      <TableHeader address={address} entry={entry} level={levelOf({ entry, times: tables.state.times, now })} onForgotten={tables.reload} />
      {entry.error && <ErrorBox title="This table can't be read" error={entry.error} onRetry={tables.reload} />}
      {!entry.error && <PlaceTabs address={address} />}
      {!entry.error && placesInTime.has(address.place) && (
        <TimeBar range={range} version={address.version} commits={withCommit(commits, asOf.value?.lastCommit)} onChange={(next) => go(changedAddress(address, { version: next }), 'replace')} />
      )}
      {!entry.error && (
        <Content detail={detail.value} error={detail.error} onRetry={detail.reload} isStale={isPast && (detail.isLoading || wanted !== address.version)}>
          {(shown) => (
            <TablePlaceView
              address={address}
              detail={shown}
              newest={version}
              history={history.value}
              onMore={history.value?.isWhole !== false || limit >= largestLimit ? undefined : () => setLimit(Math.min(largestLimit, limit * growth))}
            />
          )}
        </Content>
      )}
    </section>
  );
}

/** What is known of the version looked at, also when it lies before the commits that were asked for. */
function withCommit(commits: readonly Commit[], known: Commit | undefined): readonly Commit[] {
  return known && !commits.some(({ version }) => version === known.version) ? [...commits, known] : commits;
}

interface ContentProps {
  readonly detail: TableDetail | undefined;
  readonly error: Error | undefined;
  readonly isStale: boolean;
  readonly onRetry: () => void;
  readonly children: (detail: TableDetail) => JSX.Element;
}

function Content({ detail, error, isStale, onRetry, children }: ContentProps) {
  const [last, setLast] = useState<TableDetail>();
  useEffect(() => {
    if (detail) setLast(detail);
  }, [detail]);
  if (error && !detail) return <ErrorBox title="This version can't be read" error={error} onRetry={onRetry} />;
  // While the slider moves, the version before stays, faded: an empty page at each step would flicker.
  const shown = detail ?? last;
  return shown ? <div className={`tl-content${isStale ? ' tl-stale' : ''}`}>{children(shown)}</div> : <RowsSkeleton />;
}
