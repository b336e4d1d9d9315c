import { useRef, type DragEvent, type MouseEvent, type PointerEvent } from 'react';
import { visibleText } from '../../../model/cellFormat';
import { cellKind, isNumberKind, shortType } from '../../../model/cellType';
import type { LayoutAction, PlacedColumn } from '../../../model/gridLayout';
import { classes } from '../../../ui/classes';
import { Icon } from '../../../ui/Icon';

export interface HeadCellProps {
  readonly id: string;
  readonly column: PlacedColumn;
  readonly start: number;
  readonly position: number;
  readonly sort?: { readonly place: number; readonly of: number; readonly isDescending: boolean };
  readonly isFiltered: boolean;
  readonly isFocused: boolean;
  readonly isTarget: boolean;
  readonly onSort: (adds: boolean) => void;
  readonly onColumn: (anchor: DOMRect) => void;
  readonly onLayout: (action: LayoutAction) => void;
  readonly onDragOver: (key: string | undefined) => void;
}

const dragType = 'application/x-tideline-column';

/** A click sorts, the arrow opens the column's panel. By keyboard: arrow up from the first row, then Enter or Space. */
export function HeadCell({ id, column, start, position, sort, isFiltered, isFocused, isTarget, onSort, onColumn, onLayout, onDragOver }: HeadCellProps) {
  const cell = useRef<HTMLDivElement>(null);
  const open = (event: MouseEvent): void => {
    event.stopPropagation();
    if (cell.current) onColumn(cell.current.getBoundingClientRect());
  };
  const drop = (event: DragEvent): void => {
    const key = event.dataTransfer.getData(dragType);
    onDragOver(undefined);
    if (key !== '') onLayout({ kind: 'movedBefore', key, before: column.key });
  };
  const name = visibleText(column.name.slice(0, 200));
  return (
    <div
      ref={cell}
      id={id}
      className={classes('tl-grid__name', isNumberKind(cellKind(column.type)) && 'tl-grid__name--number', isFocused && 'tl-grid__name--focus', isTarget && 'tl-grid__name--target')}
      role="columnheader"
      aria-colindex={position + 2}
      aria-sort={sort ? (sort.isDescending ? 'descending' : 'ascending') : 'none'}
      aria-label={`${name}, ${column.type.slice(0, 100)}${isFiltered ? ', filtered' : ''}`}
      style={{ left: column.left - start, width: column.width }}
      draggable
      onDragStart={(event) => event.dataTransfer.setData(dragType, column.key)}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(dragType)) return;
        event.preventDefault();
        onDragOver(column.key);
      }}
      onDragLeave={() => onDragOver(undefined)}
      onDrop={drop}
      onClick={(event) => onSort(event.shiftKey)}
      onContextMenu={(event) => {
        event.preventDefault();
        open(event);
      }}
      data-key={column.key}
      title={`${name}\n${column.type}`}
    >
      <span className="tl-grid__title"><bdi>{name || '(no name)'}</bdi></span>
      <span className="tl-grid__type">{shortType(column.type)}</span>
      <span className="tl-grid__marks">
        {isFiltered && <Icon name="filter" />}
        {sort && <span className="tl-grid__sort">{sort.isDescending ? '↓' : '↑'}{sort.of > 1 ? sort.place : ''}</span>}
      </span>
      <button type="button" className="tl-grid__open" tabIndex={-1} aria-label={`Column ${name}`} onClick={open}><Icon name="down" /></button>
      <Grip column={column} onLayout={onLayout} />
    </div>
  );
}

function Grip({ column, onLayout }: Pick<HeadCellProps, 'column' | 'onLayout'>) {
  const from = useRef({ x: 0, width: 0 });
  const press = (event: PointerEvent<HTMLSpanElement>): void => {
    event.preventDefault();
    from.current = { x: event.clientX, width: column.width };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent<HTMLSpanElement>): void => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) onLayout({ kind: 'resized', key: column.key, width: from.current.width + event.clientX - from.current.x });
  };
  return (
    <span
      className="tl-grid__grip"
      aria-hidden="true"
      onPointerDown={press}
      onPointerMove={move}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={() => onLayout({ kind: 'fitted', key: column.key })}
    />
  );
}
