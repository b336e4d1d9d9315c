import { useEffect } from 'react';
import { JobList } from '../../features/jobs/JobList';
import { Link } from '../Link';
import { renderTableLink } from './PipelinesPage';

/** Upkeep of all tables, or of one. */
export function JobsPage({ table }: { readonly table: string | undefined }) {
  useEffect(() => {
    document.title = `${table === undefined ? 'Jobs' : `Jobs of ${table}`} – Tideline`;
  }, [table]);
  return (
    <div className="tl-page">
      <div className="tl-page__head">
        <h1>{table === undefined ? 'Jobs' : `Jobs of ${table}`}</h1>
        <p className="tl-muted">What keeps tables fast: small files put together, old files and logs cleaned up.</p>
        {table !== undefined && <Link to={{ place: 'jobs' }}>All jobs</Link>}
      </div>
      <JobList table={table} renderTableLink={renderTableLink} emptyActions={<Link className="tl-button" to={{ place: 'tables', address: { name: '', place: 'overview' } }}>Go to Tables</Link>} />
    </div>
  );
}
