import { useEffect } from 'react';
import type { LinkLook, PipelineSlots } from '../../features/pipelines/pipelineContext';
import { PipelinesPlace } from '../../features/pipelines/PipelinesPlace';
import { RowsGrid } from '../../features/results/RowsGrid';
import { addressOf, parseTableName } from '../../model/tableName';
import type { PipelineAddress } from '../../model/pipelinePlace';
import { Link } from '../Link';
import { openQuery } from '../openQuery';
import { go } from '../router';
import { notify } from '../notices';

const looks: Readonly<Record<LinkLook, string | undefined>> = {
  plain: undefined,
  button: 'tl-button',
  primary: 'tl-button tl-button--primary',
};

/** A link to a table's page; a name that can't be one stays text. */
export function renderTableLink(table: string) {
  const parts = parseTableName(table);
  return parts ? <Link to={{ place: 'tables', address: { name: addressOf(parts), place: 'overview' } }}>{table}</Link> : <>{table}</>;
}

const slots: PipelineSlots = {
  go: (address, how) => go({ place: 'pipelines', address }, how),
  renderLink: (address, text, look = 'plain') => <Link to={{ place: 'pipelines', address }} className={looks[look]}>{text}</Link>,
  renderTableLink,
  renderJobsLink: (text, table, look = 'plain') => <Link to={table === undefined ? { place: 'jobs' } : { place: 'jobs', table }} className={looks[look]}>{text}</Link>,
  openQuery,
  notify: (tone, text) => notify({ tone, text }),
  renderRows: ({ columns, rows }) => <RowsGrid columns={columns} rows={rows} />,
};

export function PipelinesPage({ address }: { readonly address: PipelineAddress }) {
  const title = address.view === 'one' ? address.name : address.view === 'new' ? 'New pipeline' : 'Pipelines';
  useEffect(() => {
    document.title = `${title} – Tideline`;
  }, [title]);
  return <PipelinesPlace address={address} slots={slots} />;
}
