import { useMemo, useState } from 'react';
import { parseType, typePaths } from '../../model/tableType';
import type { TableColumn } from '../../model/tableTypes';
import { formatCount } from '../../model/format';
import { TypeTree } from './TypeTree';
import type { PlaceProps } from './placeProps';

export function SchemaPlace({ detail }: PlaceProps) {
  const [search, setSearch] = useState('');
  const parsed = useMemo(() => detail.schema.map((column, index) => ({ column, index, type: parseType(column.type) })), [detail]);
  const wanted = search.trim().toLowerCase();
  const found = parsed.filter(({ column, type }) => wanted === '' || matches(column, typePaths(type), wanted));
  return (
    <div className="tl-place">
      <div className="tl-place__bar">
        <input
          type="search"
          className="tl-input"
          placeholder="Search columns, types and comments"
          aria-label="Search columns"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <span className="tl-muted" role="status">
          {wanted === '' ? `${formatCount(parsed.length)} columns` : `${formatCount(found.length)} of ${formatCount(parsed.length)} columns`}
        </span>
      </div>
      <div className="tl-scroll">
        <table className="tl-facts-table">
          <caption className="tl-hidden">Columns of {detail.name}</caption>
          <thead>
            <tr><th scope="col" className="tl-num">#</th><th scope="col">Column</th><th scope="col">Type</th><th scope="col">Nulls</th><th scope="col">Comment</th></tr>
          </thead>
          <tbody>
            {found.map(({ column, index, type }) => (
              <tr key={column.name}>
                <td className="tl-num tl-muted">{index + 1}</td>
                <th scope="row" className="tl-facts-table__name">
                  {column.name}
                  {detail.partitionColumns.includes(column.name) && <span className="tl-tag">partition</span>}
                </th>
                <td><TypeTree type={type} isOpen={wanted !== ''} /></td>
                <td>{column.nullable ? <span className="tl-muted">allowed</span> : 'not null'}</td>
                <td>{column.comment ?? <span className="tl-muted">–</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {found.length === 0 && <p className="tl-muted">No column, nested field, type or comment has “{search}” in it.</p>}
    </div>
  );
}

function matches(column: TableColumn, nested: readonly { readonly path: string }[], wanted: string): boolean {
  const texts = [column.name, column.type, column.comment ?? '', ...nested.map(({ path }) => path)];
  return texts.some((text) => text.toLowerCase().includes(wanted));
}
