import { useEffect } from 'react';
import { TablesExplorer } from '../../features/explorer/TablesExplorer';
import type { ExplorerSlots } from '../../features/explorer/explorerContext';
import { RowsGrid } from '../../features/results/RowsGrid';
import type { TableAddress } from '../../model/tablePlace';
import { openQuery } from '../openQuery';
import { go } from '../router';
import { notify } from '../notices';

const slots: ExplorerSlots = {
  go: (address, how) => go({ place: 'tables', address }, how),
  openQuery,
  watch: (statement) => openQuery({ ...statement, view: { live: true } }),
  openJobs: (table) => go(table === undefined ? { place: 'jobs' } : { place: 'jobs', table }),
  notify: (tone, text) => notify({ text, tone: tone === 'success' ? 'good' : 'bad' }),
  renderRows: ({ columns, rows }) => <RowsGrid columns={columns} rows={rows} />,
};

export function TablesPage({ address }: { readonly address: TableAddress }) {
  useEffect(() => {
    document.title = `${address.name || 'Tables'} – Tideline`;
  }, [address.name]);
  return <TablesExplorer address={address} slots={slots} />;
}
