import { useEffect, useMemo, useState } from 'react';
import { Button } from '../../ui/Button';
import { nearestNames, parseTableName, sameName, splitListedName } from '../../model/tableName';
import { changedAddress, type TableAddress, type TableDialog } from '../../model/tablePlace';
import type { TableEntry } from '../../model/tableTypes';
import { EmptyLake } from './EmptyLake';
import { ExplorerContext, type ExplorerSlots } from './explorerContext';
import './explorer.css';
import './places.css';
import { NotFound } from './NotFound';
import { RegisterDialog } from './RegisterDialog';
import { ErrorBox, RowsSkeleton } from '../../ui/states';
import { TableTreePane } from './TableTreePane';
import { TableView } from './TableView';
import { UploadDialog } from './UploadDialog';
import { Welcome } from './Welcome';
import { useFileDrop } from './useFileDrop';
import { useTables, type Tables } from './useTables';

interface ExplorerProps {
  readonly address: TableAddress;
  readonly slots: ExplorerSlots;
}

/** The tables of the lake and what is to be known of each. */
export function TablesExplorer({ address, slots }: ExplorerProps) {
  const tables = useTables();
  const [dropped, setDropped] = useState<File>();
  useFileDrop((file) => {
    setDropped(file);
    ask('upload');
  });
  const ask = (dialog: TableDialog | undefined): void => slots.go(changedAddress(address, { dialog }), 'replace');
  const { tables: list, error } = tables.state;
  const close = (): void => {
    ask(undefined);
    setDropped(undefined);
  };
  const openTable = (name: string): void => {
    setDropped(undefined);
    tables.reload();
    slots.go({ name, place: 'overview' });
  };
  if (!list) {
    return error ? <ErrorBox title="The tables can't be listed" error={error} onRetry={tables.reload} /> : <RowsSkeleton rows={12} />;
  }
  const names = list.map(({ name }) => name);
  const dialogs = (
    <>
      {address.dialog === 'register' && <RegisterDialog taken={names} onClose={close} onDone={openTable} />}
      {address.dialog === 'upload' && <UploadDialog taken={names} dropped={dropped} onClose={close} onDone={openTable} />}
    </>
  );
  if (list.length === 0 && address.name === '') {
    return (
      <ExplorerContext.Provider value={slots}>
        <EmptyLake onUpload={() => ask('upload')} onRegister={() => ask('register')} />
        {dialogs}
      </ExplorerContext.Provider>
    );
  }
  return (
    <ExplorerContext.Provider value={slots}>
      <div className={`tl-explorer${address.name === '' ? '' : ' tl-explorer--table'}`}>
        <aside className="tl-explorer__side">
          <TableTreePane
            tables={list}
            times={tables.state.times}
            selected={address.name}
            onSelect={(name) => slots.go({ name, place: address.name === '' ? 'overview' : address.place })}
          />
          <div className="tl-explorer__add">
            <Button size="small" onClick={() => ask('upload')}>Upload…</Button>
            <Button size="small" onClick={() => ask('register')}>Register…</Button>
          </div>
        </aside>
        <Main address={address} slots={slots} tables={tables} list={list} />
      </div>
      {dialogs}
    </ExplorerContext.Provider>
  );
}

interface MainProps extends ExplorerProps {
  readonly tables: Tables;
  readonly list: readonly TableEntry[];
}

function Main({ address, slots, tables, list }: MainProps) {
  const entry = useMemo(() => findEntry(list, address.name), [list, address.name]);
  const [seen, setSeen] = useState<string>();
  useEffect(() => {
    if (entry) setSeen(address.name);
  }, [entry, address.name]);
  if (address.name === '') return <Welcome tables={list} />;
  // A table that was just made is not there before the list says so.
  if (!entry && seen !== address.name && tables.state.phase !== 'idle') return <RowsSkeleton rows={12} />;
  if (!entry) {
    const nearest = nearestNames(address.name, list.map(({ name }) => name));
    return <NotFound name={address.name} wasThere={seen === address.name} nearest={nearest} onOpen={(name) => slots.go({ name, place: 'overview' })} />;
  }
  return <TableView key={address.name} address={address} entry={entry} tables={tables} />;
}

/** A listed table by its address, without regard to case. */
function findEntry(list: readonly TableEntry[], address: string): TableEntry | undefined {
  const wanted = parseTableName(address);
  return wanted ? list.find(({ name, location }) => sameName(splitListedName(name, location), wanted)) : undefined;
}
