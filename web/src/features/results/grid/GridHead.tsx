import { memo, useState } from 'react';
import { formatCount } from '../../../model/format';
import type { PlacedColumn } from '../../../model/gridLayout';
import { headerRow } from '../../../model/gridSelection';
import type { ColumnWindow } from './GridBody';
import { HeadCell } from './HeadCell';
import { cellId, type GridProps } from './gridTypes';
import { headHeight } from './useGridScroll';

export interface GridHeadProps extends GridProps, ColumnWindow {
  readonly id: string;
}

/** Names and types above the rows. A column is dragged by its name and widened by its right edge. */
export const GridHead = memo(function GridHead(props: GridHeadProps) {
  const { pinned, loose, gutter, pinnedWidth, left, placed, selection, wishes, onLayout } = props;
  const [drop, setDrop] = useState<string>();
  const cell = (column: PlacedColumn, start: number) => {
    const at = placed.indexOf(column);
    const sort = wishes.sort.findIndex(({ key }) => key === column.key);
    return (
      <HeadCell
        key={column.key}
        id={cellId(props.id, headerRow, column)}
        column={column}
        start={start}
        position={at}
        {...(sort >= 0 ? { sort: { place: sort + 1, of: wishes.sort.length, isDescending: wishes.sort[sort]?.isDescending === true } } : {})}
        isFiltered={wishes.filters.some(({ key }) => key === column.key)}
        isFocused={selection.focus.row === headerRow && selection.focus.column === at}
        isTarget={drop === column.key}
        onSort={(adds) => props.onSort(column.key, adds)}
        onColumn={(anchor) => props.onColumn(column.key, anchor)}
        onLayout={onLayout}
        onDragOver={setDrop}
      />
    );
  };
  return (
    <div className="tl-grid__head" role="rowgroup" style={{ height: headHeight }}>
      <div role="row" aria-rowindex={1} className="tl-grid__headrow">
        <div className="tl-grid__corner" role="columnheader" aria-colindex={1} style={{ width: gutter }} title={`${formatCount(props.rowCount)} rows`}>#<span className="tl-hidden">row number</span></div>
        {pinned.length > 0 && <div className="tl-grid__pinned tl-grid__pinned--head" role="presentation" style={{ left: gutter, width: pinnedWidth }}>{pinned.map((column) => cell(column, 0))}</div>}
        <div className="tl-grid__loose" role="presentation" style={{ left: gutter + pinnedWidth }}>
          <div role="presentation" style={{ transform: `translateX(${-left}px)` }}>{loose.map((column) => cell(column, pinnedWidth))}</div>
        </div>
      </div>
    </div>
  );
});
