import { useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { tableTree, type TreeSchema } from '../../model/tableTree';
import type { TableEntry } from '../../model/tableTypes';
import type { CommitTimes } from '../../model/tableFeed';
import { TreeTableRow } from './TreeTableRow';
import { treeRows, treeStep, type TreeRow } from './treeKeys';
import { useNow } from '../../ui/useNow';

interface TreePaneProps {
  readonly tables: readonly TableEntry[];
  readonly times: CommitTimes;
  readonly selected: string;
  readonly onSelect: (address: string) => void;
}

/** Schemas and tables with a search; one tab stop, arrows move in it. */
export function TableTreePane({ tables, times, selected, onSelect }: TreePaneProps) {
  const [search, setSearch] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [focused, setFocused] = useState<string>();
  const list = useRef<HTMLUListElement>(null);
  const now = useNow();
  const schemas = useMemo(() => tableTree(tables, search), [tables, search]);
  const rows = useMemo(() => treeRows(schemas, search ? new Set<string>() : closed), [schemas, closed, search]);
  const current = rows.find(({ key }) => key === focused) ?? rows.find(({ key }) => key === selected) ?? rows[0];
  const toggle = (schema: string): void => setClosed((old) => toggled(old, schema));
  const focus = (key: string): void => {
    setFocused(key);
    list.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = current && treeStep(event.key, rows, current);
    if (!step) return;
    event.preventDefault();
    if (step.kind === 'focus') focus(step.key);
    else if (step.kind === 'toggle') toggle(step.schema);
    else onSelect(step.address);
  };
  const open = (row: TreeRow): void => {
    setFocused(row.key);
    if (row.kind === 'schema') toggle(row.schema);
    else onSelect(row.key);
  };
  return (
    <nav className="tl-lake-tree" aria-label="Tables">
      <input
        className="tl-input tl-lake-tree__search"
        type="search"
        placeholder="Search tables"
        aria-label="Search tables"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' && rows[0]) focus(rows[0].key);
        }}
      />
      {rows.length === 0 && <p className="tl-lake-tree__none">No table has “{search}” in its name.</p>}
      <ul ref={list} role="tree" aria-label="Schemas and tables" className="tl-lake-tree__list" onKeyDown={onKeyDown}>
        {rows.map((row) => (
          <TreeTableRow
            key={row.key}
            row={row}
            isSelected={row.key === selected}
            isTabStop={row.key === current?.key}
            times={times}
            now={now}
            onOpen={() => open(row)}
          />
        ))}
      </ul>
      <p className="tl-hidden" role="status">{search && summary(schemas)}</p>
    </nav>
  );
}

function toggled(closed: ReadonlySet<string>, schema: string): ReadonlySet<string> {
  const next = new Set(closed);
  if (!next.delete(schema)) next.add(schema);
  return next;
}

function summary(schemas: readonly TreeSchema<TableEntry>[]): string {
  const count = schemas.reduce((sum, { tables }) => sum + tables.length, 0);
  return count === 1 ? '1 table found' : `${count} tables found`;
}
