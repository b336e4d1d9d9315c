import { viewerZone } from '../../model/cellTime';
import type { ColumnMeta } from '../../model/cellType';
import { formatBytes, formatCount, formatDuration, formatMoment } from '../../model/format';
import type { QueryEntry } from '../../model/query';

export interface InfoPlaceProps {
  readonly columns: readonly ColumnMeta[];
  readonly rowCount: number;
  readonly entry?: QueryEntry;
}

/** The run's own figures, the versions it read, and its columns. */
export function InfoPlace({ columns, rowCount, entry }: InfoPlaceProps) {
  return (
    <div className="tl-results__info" tabIndex={0} role="region" aria-label="About this result">
      <dl className="tl-results__facts">
        {facts(rowCount, entry).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
      </dl>
      {entry && <pre className="tl-results__sql" tabIndex={0} aria-label="Statement">{entry.query}</pre>}
      <table className="tl-results__columns">
        <caption>{formatCount(columns.length)} columns</caption>
        <thead><tr><th scope="col">#</th><th scope="col">Name</th><th scope="col">Type</th></tr></thead>
        <tbody>
          {columns.map(({ name, type }, index) => <tr key={index}><td>{index + 1}</td><td><bdi>{name}</bdi></td><td>{type}</td></tr>)}
        </tbody>
      </table>
    </div>
  );
}

function facts(rowCount: number, entry: QueryEntry | undefined): [string, string][] {
  const { timings } = entry ?? {};
  const time = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : formatDuration(ms));
  const all: [string, string | undefined][] = [
    ['Rows', formatCount(rowCount)],
    ['State', entry?.state],
    ['Started', entry && formatMoment(entry.startedAt, viewerZone())],
    ['Planned after', time(timings?.plannedMs)],
    ['First rows after', time(timings?.firstBatchMs)],
    ['Finished after', time(timings?.totalMs)],
    ['Size in the spool', entry && formatBytes(entry.resultBytes)],
    ['Tables', entry?.tables.map(({ name, version }) => `${name} at version ${formatCount(version)}`).join(', ')],
    ['Query', entry?.queryId],
  ];
  return all.flatMap(([name, value]): [string, string][] => (value === undefined || value === '' ? [] : [[name, value]]));
}
