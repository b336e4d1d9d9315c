import { formatCount, plural } from '../../model/format';
import { freshnessLabels } from '../../model/tableFreshness';
import type { CommitTimes } from '../../model/tableFeed';
import type { TreeTable } from '../../model/tableTree';
import type { TableEntry } from '../../model/tableTypes';
import { FreshnessDot, levelOf } from './FreshnessDot';
import type { TreeRow } from './treeKeys';

interface RowProps {
  readonly row: TreeRow;
  readonly isSelected: boolean;
  readonly isTabStop: boolean;
  readonly times: CommitTimes;
  readonly now: number;
  readonly onOpen: () => void;
}

export function TreeTableRow({ row, isSelected, isTabStop, times, now, onOpen }: RowProps) {
  const isSchema = row.kind === 'schema';
  return (
    <li
      role="treeitem"
      aria-level={isSchema ? 1 : 2}
      aria-expanded={isSchema ? row.isOpen : undefined}
      aria-selected={isSelected}
      aria-setsize={isSchema ? undefined : row.count}
      aria-posinset={isSchema ? undefined : row.position}
      aria-label={spoken(row, times, now)}
      data-key={row.key}
      tabIndex={isTabStop ? 0 : -1}
      className={`tl-lake-tree__row tl-lake-tree__row--${row.kind}`}
      onClick={onOpen}
    >
      {row.kind === 'schema' ? (
        <>
          <span className={`tl-lake-tree__twist${row.isOpen ? ' tl-lake-tree__twist--open' : ''}`} aria-hidden="true" />
          <span className="tl-lake-tree__label">{row.schema}</span>
          <span className="tl-lake-tree__count">{formatCount(row.count)}</span>
        </>
      ) : (
        <>
          <FreshnessDot entry={row.table.entry} times={times} now={now} />
          <Label table={row.table} />
          {row.table.entry.rows !== undefined && (
            <span className="tl-lake-tree__count">{shortCount(row.table.entry.rows)}</span>
          )}
        </>
      )}
    </li>
  );
}

/** What is read out: the name first, by which one looks for it. */
function spoken(row: TreeRow, times: CommitTimes, now: number): string {
  if (row.kind === 'schema') return `${row.schema}, schema, ${plural(row.count, 'table')}`;
  const { entry, label } = row.table;
  const rows = entry.rows === undefined ? '' : `, ${plural(entry.rows, 'row')}`;
  return `${label}${rows}, ${freshnessLabels[levelOf({ entry, times, now })]}`;
}

function Label({ table }: { readonly table: TreeTable<TableEntry> }) {
  const { label, match } = table;
  if (!match) return <span className="tl-lake-tree__label" title={label}>{label}</span>;
  const [start, end] = match;
  return (
    <span className="tl-lake-tree__label" title={label}>
      {label.slice(0, start)}
      <mark>{label.slice(start, end)}</mark>
      {label.slice(end)}
    </span>
  );
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

function shortCount(rows: number): string {
  return compact.format(rows);
}
