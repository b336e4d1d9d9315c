import { useMemo, type ReactNode } from 'react';
import { jobFigures, jobMs, jobStates, kindText, type Job } from '../../model/jobs';
import { formatDuration } from '../../model/format';
import { isSame } from '../../model/tableFeed';
import { Badge } from '../../ui/Badge';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { RelativeTime } from '../../ui/RelativeTime';
import { RowsSkeleton } from '../../ui/states';
import { useNow } from '../../ui/useNow';
import { useJobs } from './useJobs';
import './jobs.css';

export interface JobListProps {
  /** Only this table's. */
  readonly table: string | undefined;
  readonly renderTableLink: (table: string) => ReactNode;
  readonly emptyActions: ReactNode;
}

/** Upkeep that runs, and what the last did. */
export function JobList({ table, renderTableLink, emptyActions }: JobListProps) {
  const { jobs, problem, reload } = useJobs();
  const shown = useMemo(() => (table === undefined ? jobs : jobs?.filter((job) => isSame(job.table, table))), [jobs, table]);
  if (!shown) {
    if (problem) return <ErrorState title="The jobs can’t be listed" message={problem.message} code={problem.code} onRetry={reload} />;
    return <RowsSkeleton />;
  }
  if (shown.length === 0) {
    return (
      <EmptyState title={table === undefined ? 'No upkeep has run yet' : `No upkeep of ${table} has run yet`} actions={emptyActions}>
        Small files are compacted and logs cleaned up by themselves while data flows in. Optimize and Vacuum can be started on the page of each table.
      </EmptyState>
    );
  }
  return (
    <div className="tl-table-frame" tabIndex={0} role="region" aria-label="Jobs">
      <table className="tl-table tl-table--cards tl-jobs">
        <thead>
          <tr>
            <th scope="col">Job</th>
            <th scope="col">Table</th>
            <th scope="col">State</th>
            <th scope="col">Started</th>
            <th scope="col" className="tl-num">Took</th>
            <th scope="col">What it did</th>
          </tr>
        </thead>
        <tbody>{shown.map((job) => <Row key={job.id} job={job} renderTableLink={renderTableLink} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ job, renderTableLink }: { readonly job: Job; readonly renderTableLink: JobListProps['renderTableLink'] }) {
  const { text, tone } = jobStates[job.state];
  return (
    <tr>
      <th scope="row" className="tl-table__wide">{kindText(job)}</th>
      <td data-label="Table">{renderTableLink(job.table)}</td>
      <td data-label="State"><Badge tone={tone}>{job.state === 'running' && <span className="tl-dot tl-jobs__pulse" />}{text}</Badge></td>
      <td data-label="Started">{job.state === 'queued' ? 'not yet' : <RelativeTime time={job.startedAt} />}</td>
      <td className="tl-num" data-label="Took"><Took job={job} /></td>
      <td className="tl-table__wide tl-jobs__did">
        {job.error ? <><span className="tl-bad-text">{job.error.message}</span> <code className="tl-muted">{job.error.code}</code></> : <Figures job={job} />}
      </td>
    </tr>
  );
}

function Took({ job }: { readonly job: Job }) {
  const now = useNow();
  const took = jobMs(job, now);
  return <>{took === undefined ? '–' : formatDuration(took)}</>;
}

const noFigures: Readonly<Partial<Record<Job['state'], string>>> = { queued: 'waits for its turn', running: 'at work' };

function Figures({ job }: { readonly job: Job }) {
  const figures = jobFigures(job);
  if (figures.length === 0) return <span className="tl-muted">{noFigures[job.state] ?? 'nothing to do'}</span>;
  return (
    <dl className="tl-jobs__figures">
      {figures.map(({ label, value }) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}
