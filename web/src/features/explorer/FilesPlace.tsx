import { useMemo, useState } from 'react';
import { getFiles } from '../../api/tables';
import { Button } from '../../ui/Button';
import { formatBytes, formatCount } from '../../model/format';
import { fileHealth, smallFileBytes } from '../../model/fileHealth';
import { changedAddress } from '../../model/tablePlace';
import { fileLabel, partitionText } from '../../model/tableFiles';
import type { DataFile, FileList, TableDetail } from '../../model/tableTypes';
import { ColumnChoice, mostColumns } from './ColumnChoice';
import { useSlots } from './explorerContext';
import { FileHealthNote } from './FileHealthNote';
import { FileTable } from './FileTable';
import { NewerChip } from './NewerChip';
import { ErrorBox, RowsSkeleton } from '../../ui/states';
import { Treemap } from './Treemap';
import type { PlaceProps } from './placeProps';
import { useResource } from '../../ui/useResource';
import { useSettled } from './useSettled';

const firstLimit = 5_000;
/** What the server lists at most. */
const largestLimit = 100_000;

export function FilesPlace({ address, detail, newest }: PlaceProps) {
  const [limit, setLimit] = useState(firstLimit);
  const { go } = useSlots();
  const columns = useMemo(() => knownColumns(address.columns, detail), [address.columns, detail.schema]);
  const [pinned, setPinned] = useState(newest);
  const version = useSettled(address.version);
  const { value, error, isLoading, reload } = useResource(
    `${address.name}:${version ?? `now-${pinned}`}:${limit}:${columns.join('\n')}`,
    (signal) => getFiles(address.name, { version: version ?? pinned, limit, columns }, signal),
  );
  return (
    <div className="tl-place tl-files">
      <div className="tl-place__bar">
        <ColumnChoice columns={detail.schema} chosen={columns} onChange={(next) => go(changedAddress(address, { columns: next }), 'replace')} />
        {value && <span className="tl-muted">{filesText(value)}</span>}
        {value?.truncated && limit < largestLimit && (
          <Button size="small" onClick={() => setLimit(largestLimit)}>List {value.fileCount > largestLimit ? 'more' : 'all'}</Button>
        )}
        {address.version === undefined && <NewerChip shown={pinned} newest={newest} onRefresh={() => setPinned(newest)} />}
      </div>
      {error && <ErrorBox title="The files can't be listed" error={error} onRetry={reload} />}
      {!error && !value && <RowsSkeleton />}
      {value && !error && <Files list={value} partitionColumns={detail.partitionColumns} columns={columns} isStale={isLoading} />}
    </div>
  );
}

/** Of the address: a column that this version lacks has no bounds. */
function knownColumns(wanted: readonly string[] = [], { schema }: TableDetail): readonly string[] {
  return wanted.filter((name) => schema.some((column) => column.name === name)).slice(0, mostColumns);
}

function filesText({ fileCount, files, truncated }: FileList): string {
  return truncated ? `the ${formatCount(files.length)} largest of ${formatCount(fileCount)} files` : `${formatCount(fileCount)} files`;
}

interface FilesProps {
  readonly list: FileList;
  readonly partitionColumns: readonly string[];
  readonly columns: readonly string[];
  readonly isStale: boolean;
}

function Files({ list, partitionColumns, columns, isStale }: FilesProps) {
  const [selected, setSelected] = useState<string>();
  const { files } = list;
  const health = useMemo(() => fileHealth(files, partitionColumns), [files, partitionColumns]);
  const items = useMemo(() => treemapItems(files), [files]);
  const byPath = useMemo(() => new Map(files.map((file) => [file.path, file])), [files]);
  if (files.length === 0) return <p className="tl-muted">This version has no data files: the table is empty.</p>;
  return (
    <div className={isStale ? 'tl-files__body tl-stale' : 'tl-files__body'}>
      <FileHealthNote health={health} isPartial={list.truncated} />
      <Treemap
        items={items}
        label={`Treemap of ${formatCount(files.length)} files by size; the table below has the same figures`}
        selected={selected}
        onSelect={setSelected}
        describe={(path) => describe(byPath.get(path))}
      />
      <p className="tl-treemap__key">
        <span>{`${formatBytes(smallFileBytes)} and larger`}</span>
        <span className="tl-treemap__small">smaller files</span>
      </p>
      <FileTable files={files} columns={columns} selected={selected} label="Data files" maxHeight={480} onSelect={setSelected} />
    </div>
  );
}

function treemapItems(files: readonly DataFile[]) {
  const sorted = [...files].sort((left, right) => right.bytes - left.bytes);
  const top = Math.max(1, sorted[0]?.bytes ?? 1);
  return sorted.map((file) => ({
    key: file.path,
    weight: file.bytes,
    label: [partitionText(file.partitionValues), formatBytes(file.bytes)].filter(Boolean).join(' · '),
    tone: Math.sqrt(file.bytes / top),
    isMarked: file.bytes < smallFileBytes,
  }));
}

function describe(file: DataFile | undefined): string {
  if (!file) return '';
  const rows = file.rows === undefined ? '' : ` · ${formatCount(file.rows)} rows`;
  return `${fileLabel(file.path)} · ${formatBytes(file.bytes)}${rows}`;
}
