import { useEffect, useMemo, useRef, useState } from 'react';
import { sortFiles, windowOf, type FileOrder } from '../../model/tableFiles';
import type { DataFile } from '../../model/tableTypes';
import { fileColumns, fileTracks, type FileColumn } from './fileColumns';

interface FileTableProps {
  readonly files: readonly DataFile[];
  /** Columns whose bounds are shown. */
  readonly columns: readonly string[];
  readonly selected: string | undefined;
  readonly label: string;
  readonly maxHeight: number;
  readonly onSelect?: (path: string) => void;
}

const rowHeight = 28;

/** A sortable table of which only the visible rows exist; it says how many there are to those who can't see that. */
export function FileTable({ files, columns, selected, label, maxHeight, onSelect }: FileTableProps) {
  const [order, setOrder] = useState<FileOrder>({ by: 'bytes', isDescending: true });
  const [scroll, setScroll] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const sorted = useMemo(() => sortFiles(files, order), [files, order]);
  const shownColumns = useMemo(() => fileColumns(files, columns), [files, columns]);
  const { start, end } = windowOf(scroll, maxHeight, rowHeight, sorted.length);
  useEffect(() => {
    const index = sorted.findIndex(({ path }) => path === selected);
    const element = scroller.current;
    if (index < 0 || !element) return;
    const top = index * rowHeight;
    if (top < element.scrollTop || top > element.scrollTop + maxHeight - 3 * rowHeight) element.scrollTop = Math.max(0, top - maxHeight / 2);
  }, [selected, sorted, maxHeight]);
  const { template, least } = fileTracks(shownColumns);
  return (
    <div
      ref={scroller}
      className="tl-file-table"
      role="table"
      aria-label={label}
      aria-rowcount={sorted.length + 1}
      tabIndex={0}
      style={{ maxHeight }}
      onScroll={(event) => setScroll(event.currentTarget.scrollTop)}
    >
      <div role="row" aria-rowindex={1} className="tl-file-table__head" style={{ gridTemplateColumns: template, minWidth: least }}>
        {shownColumns.map((column) => (
          <Heading key={column.key} column={column} order={order} onOrder={setOrder} />
        ))}
      </div>
      <div role="rowgroup" style={{ height: sorted.length * rowHeight, position: 'relative' }}>
        {sorted.slice(start, end).map((file, index) => (
          <div
            key={file.path}
            role="row"
            aria-rowindex={start + index + 2}
            className={`tl-file-table__row${file.path === selected ? ' tl-file-table__row--selected' : ''}`}
            style={{ gridTemplateColumns: template, minWidth: least, transform: `translateY(${(start + index) * rowHeight}px)` }}
            onClick={() => onSelect?.(file.path)}
          >
            {shownColumns.map((column) => (
              <div key={column.key} role="cell" className={column.isNumber ? 'tl-num' : undefined} title={column.hint(file)}>
                {column.text(file)}
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

interface HeadingProps {
  readonly column: FileColumn;
  readonly order: FileOrder;
  readonly onOrder: (order: FileOrder) => void;
}

function Heading({ column, order, onOrder }: HeadingProps) {
  const { key: by, title, isNumber, isDescendingFirst } = column;
  const isChosen = order.by === by;
  const direction = order.isDescending ? 'descending' : 'ascending';
  return (
    <div role="columnheader" aria-sort={isChosen ? direction : 'none'} className={isNumber ? 'tl-num' : undefined}>
      <button type="button" onClick={() => onOrder({ by, isDescending: isChosen ? !order.isDescending : isDescendingFirst })}>
        {title}
        <span aria-hidden="true">{isChosen ? (order.isDescending ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </div>
  );
}
