import { useState } from 'react';
import { Button } from '../../ui/Button';
import { getProfile } from '../../api/tables';
import { formatCount } from '../../model/format';
import type { TableColumn } from '../../model/tableTypes';
import { NewerChip } from './NewerChip';
import { ProfileColumns } from './ProfileColumns';
import { ErrorBox, RowsSkeleton } from '../../ui/states';
import type { PlaceProps } from './placeProps';
import { useResource } from '../../ui/useResource';

/** Columns that are counted at once: each costs the engine a pass over its values. */
const pageSize = 12;

export function ProfilePlace({ address, detail, newest }: PlaceProps) {
  const [search, setSearch] = useState('');
  const [pages, setPages] = useState(1);
  const [pinned, setPinned] = useState(newest);
  const isPast = address.version !== undefined;
  const version = isPast ? detail.version : pinned;
  const wanted = search.trim().toLowerCase();
  const columns = detail.schema.filter(({ name }) => name.toLowerCase().includes(wanted));
  const shown = columns.slice(0, pages * pageSize);
  return (
    <div className="tl-place">
      <h2 className="tl-hidden">Columns</h2>
      <div className="tl-place__bar">
        <input
          type="search"
          className="tl-input"
          placeholder="Search columns"
          aria-label="Search columns"
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            setPages(1);
          }}
        />
        <span className="tl-muted">{formatCount(shown.length)} of {formatCount(columns.length)} columns, at version {formatCount(version)}</span>
        {!isPast && <NewerChip shown={pinned} newest={newest} onRefresh={() => setPinned(newest)} />}
      </div>
      {columns.length === 0 && <p className="tl-muted">No column has “{search}” in its name.</p>}
      {pagesOf(shown).map((page) => (
        <ProfilePage key={`${version}:${page.map(({ name }) => name).join('\n')}`} name={address.name} columns={page} version={version} />
      ))}
      {shown.length < columns.length && (
        <Button onClick={() => setPages(pages + 1)}>Profile {Math.min(pageSize, columns.length - shown.length)} more columns</Button>
      )}
    </div>
  );
}

function pagesOf(columns: readonly TableColumn[]): (readonly TableColumn[])[] {
  const count = Math.ceil(columns.length / pageSize);
  return Array.from({ length: count }, (_, page) => columns.slice(page * pageSize, (page + 1) * pageSize));
}

interface PageProps {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  readonly version: number;
}

function ProfilePage({ name, columns, version }: PageProps) {
  const names = columns.map((column) => column.name);
  const { value, error, reload } = useResource(`${name}:${names.join('\n')}:${version}`, (signal) => getProfile(name, { version, columns: names }, signal));
  if (error) return <ErrorBox title="These columns can't be profiled" error={error} onRetry={reload} />;
  return value ? <ProfileColumns address={name} profile={value} /> : <RowsSkeleton rows={columns.length} />;
}
