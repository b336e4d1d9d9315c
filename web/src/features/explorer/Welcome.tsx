import { Button } from '../../ui/Button';
import { RelativeTime } from '../../ui/RelativeTime';
import { formatBytes, formatCount } from '../../model/format';
import { addressOf, splitListedName } from '../../model/tableName';
import { compareNames } from '../../model/tableTree';
import type { TableEntry } from '../../model/tableTypes';
import { useSlots } from './explorerContext';

/** All tables at a glance, the ones written to last first. */
export function Welcome({ tables }: { readonly tables: readonly TableEntry[] }) {
  const { openJobs } = useSlots();
  const sorted = [...tables].sort((left, right) => lastMs(right) - lastMs(left) || compareNames(left.name, right.name));
  const broken = tables.filter(({ error }) => error).length;
  return (
    <section className="tl-explorer__main" aria-labelledby="tables-title">
      <div className="tl-head">
        <h1 id="tables-title">Tables</h1>
        <span className="tl-muted">
          {formatCount(tables.length)} {tables.length === 1 ? 'table' : 'tables'}
          {broken > 0 && `, ${formatCount(broken)} of them can't be read`}
        </span>
        <span className="tl-head__actions"><Button size="small" icon="clock" onClick={() => openJobs()}>Jobs</Button></span>
      </div>
      <div className="tl-scroll tl-place">
        <table className="tl-facts-table">
          <caption className="tl-hidden">All tables</caption>
          <thead>
            <tr>
              <th scope="col">Table</th><th scope="col" className="tl-num">Rows</th><th scope="col" className="tl-num">Size</th>
              <th scope="col" className="tl-num">Files</th><th scope="col" className="tl-num">Version</th><th scope="col">Last commit</th>
            </tr>
          </thead>
          <tbody>{sorted.map((entry) => <WelcomeRow key={`${entry.name} ${entry.location}`} entry={entry} />)}</tbody>
        </table>
      </div>
    </section>
  );
}

function WelcomeRow({ entry }: { readonly entry: TableEntry }) {
  const { go } = useSlots();
  const count = (value: number | undefined): string => (value === undefined ? '–' : formatCount(value));
  const open = (): void => go({ name: addressOf(splitListedName(entry.name, entry.location)), place: 'overview' });
  return (
    <tr>
      <th scope="row" className="tl-facts-table__name"><button type="button" className="tl-link" onClick={open}>{entry.name}</button></th>
      {entry.error ? (
        <td colSpan={5} className="tl-bad-text">{entry.error.message}</td>
      ) : (
        <>
          <td className="tl-num">{count(entry.rows)}</td>
          <td className="tl-num">{entry.bytes === undefined ? '–' : formatBytes(entry.bytes)}</td>
          <td className="tl-num">{count(entry.files)}</td>
          <td className="tl-num">{count(entry.version)}</td>
          <td>{entry.lastCommit ? <RelativeTime time={entry.lastCommit.timestamp} /> : '–'}</td>
        </>
      )}
    </tr>
  );
}

function lastMs(entry: TableEntry): number {
  const time = Date.parse(entry.lastCommit?.timestamp ?? '');
  return Number.isNaN(time) ? 0 : time;
}
