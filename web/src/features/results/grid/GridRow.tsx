import { memo } from 'react';
import { formatCell } from '../../../model/cellFormat';
import type { Row } from '../../../model/cellType';
import { formatCount } from '../../../model/format';
import type { PlacedColumn } from '../../../model/gridLayout';
import { cellId } from './gridTypes';

interface GridRowProps {
  readonly id: string;
  readonly index: number;
  readonly top: number;
  readonly row: Row | undefined;
  readonly zone: string;
  readonly pinned: readonly PlacedColumn[];
  readonly loose: readonly PlacedColumn[];
  readonly positions: ReadonlyMap<string, number>;
  readonly gutter: number;
  readonly pinnedWidth: number;
  /** Columns of the selection in this row; −1 where there are none. */
  readonly selectedFrom: number;
  readonly selectedTo: number;
  readonly focused: number;
  readonly frame: number | undefined;
  readonly changed: ReadonlySet<number> | undefined;
}

export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { index, top, row, gutter, pinnedWidth, pinned, loose } = props;
  const cells = (columns: readonly PlacedColumn[], start: number) => columns.map((column) => <Cell key={column.key} {...props} column={column} start={start} />);
  return (
    <div className={row ? 'tl-grid__row' : 'tl-grid__row tl-grid__row--waiting'} role="row" aria-rowindex={index + 2} aria-busy={row ? undefined : true} style={{ transform: `translateY(${top}px)` }}>
      <div className="tl-grid__number" role="rowheader" aria-colindex={1} style={{ width: gutter }} data-row={index}>{formatCount(index + 1)}</div>
      {pinned.length > 0 && <div className="tl-grid__pinned" role="presentation" style={{ left: gutter, width: pinnedWidth }}>{cells(pinned, 0)}</div>}
      <div className="tl-grid__loose" role="presentation" style={{ left: gutter + pinnedWidth }}>
        <div className="tl-grid__shift" role="presentation">{cells(loose, pinnedWidth)}</div>
      </div>
    </div>
  );
});

interface CellProps extends GridRowProps {
  readonly column: PlacedColumn;
  /** Where the column's group begins. */
  readonly start: number;
}

function Cell({ id, index, row, zone, column, start, positions, selectedFrom, selectedTo, focused, frame, changed }: CellProps) {
  const at = positions.get(column.key) ?? 0;
  const isSelected = selectedFrom >= 0 && at >= selectedFrom && at <= selectedTo;
  const { text, tone, title } = row ? formatCell(row[column.index], column.type, { zone }) : { text: '', tone: 'text', title: undefined };
  const flashes = changed?.has(column.index) === true;
  const name = `tl-grid__cell tl-grid__cell--${tone}${isSelected ? ' tl-grid__cell--selected' : ''}${focused === at ? ' tl-grid__cell--focus' : ''}`;
  return (
    <div
      id={cellId(id, index, column)}
      className={name}
      role="gridcell"
      aria-colindex={at + 2}
      aria-selected={isSelected}
      title={title}
      style={{ left: column.left - start, width: column.width }}
      data-row={index}
      data-column={at}
    >
      <span key={flashes ? frame : 0} className={flashes ? 'tl-grid__text tl-grid__text--changed' : 'tl-grid__text'}>{text}</span>
    </div>
  );
}
