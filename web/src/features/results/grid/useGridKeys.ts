import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import type { PlacedColumn } from '../../../model/gridLayout';
import { headerRow, movedByKey, type CellPlace, type GridSelection } from '../../../model/gridSelection';
import type { GridProps } from './gridTypes';
import { rowHeight, type GridScroll } from './useGridScroll';

interface Handlers {
  readonly onKeyDown: (event: KeyboardEvent<HTMLDivElement>) => void;
  readonly onPointerDown: (event: PointerEvent<HTMLDivElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLDivElement>) => void;
  readonly onPointerUp: () => void;
  readonly onDoubleClick: () => void;
}

interface Edges {
  readonly gutter: number;
  readonly pinnedWidth: number;
}

/** Selection by mouse and keyboard, and what keys do with it. */
export function useGridKeys(props: GridProps, position: GridScroll, edges: Edges): Handlers {
  const { placed, rowCount, selection, onSelection } = props;
  const dragging = useRef(false);
  const choose = (next: GridSelection): void => {
    onSelection(next);
    reveal(next.focus, placed, position, edges);
  };
  const extent = { rows: rowCount, columns: placed.length, pageRows: Math.max(1, Math.floor(position.scroll.viewportHeight / rowHeight) - 1) };
  return {
    onKeyDown: (event) => {
      if (event.target !== event.currentTarget) return;
      const press = { key: event.key, shift: event.shiftKey, command: event.ctrlKey || event.metaKey };
      const moved = event.altKey ? undefined : movedByKey(selection, press, extent);
      if (moved) choose(moved);
      else if (!act(event, press, props)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    onPointerDown: (event) => {
      const place = placeOf(event.target, placed.length);
      if (!place || event.button !== 0) return;
      dragging.current = true;
      if (place.isWholeRow) onSelection({ anchor: { row: event.shiftKey ? selection.anchor.row : place.row, column: 0 }, focus: { row: place.row, column: placed.length - 1 } });
      else onSelection({ anchor: event.shiftKey && selection.anchor.row !== headerRow ? selection.anchor : place, focus: place });
    },
    onPointerMove: (event) => {
      if (!dragging.current || event.buttons !== 1) return;
      const place = placeOf(event.target, placed.length);
      if (place && !(place.row === selection.focus.row && place.column === selection.focus.column)) choose({ anchor: selection.anchor, focus: place });
    },
    onPointerUp: () => {
      dragging.current = false;
    },
    onDoubleClick: props.onInspect,
  };
}

function placeOf(target: EventTarget, columns: number): (CellPlace & { readonly isWholeRow: boolean }) | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  if (!cell) return undefined;
  const isWholeRow = cell.dataset['column'] === undefined;
  return { row: Number(cell.dataset['row']), column: isWholeRow ? columns - 1 : Number(cell.dataset['column']), isWholeRow };
}

/** Keys that do something with the cell; false for those that the page may have. */
function act(event: KeyboardEvent<HTMLDivElement>, press: { readonly key: string; readonly command: boolean; readonly shift: boolean }, props: GridProps): boolean {
  const { focus } = props.selection;
  const column = props.placed[focus.column];
  if (press.command && press.key.toLowerCase() === 'c') {
    props.onCopy();
    return true;
  }
  if (press.command || !column) return false;
  if (focus.row !== headerRow) {
    if (press.key !== 'Enter' && press.key !== ' ') return false;
    props.onInspect();
    return true;
  }
  if (event.altKey && (press.key === 'ArrowLeft' || press.key === 'ArrowRight')) {
    const by = press.key === 'ArrowLeft' ? -1 : 1;
    if (press.shift) props.onLayout({ kind: 'resized', key: column.key, width: column.width + by * 16 });
    else props.onLayout({ kind: 'shifted', key: column.key, by });
    return true;
  }
  if (press.key === ' ') {
    props.onSort(column.key, press.shift);
    return true;
  }
  if (press.key !== 'Enter' && !(event.altKey && press.key === 'ArrowDown')) return false;
  const cell = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="columnheader"]')].find(({ dataset }) => dataset['key'] === column.key);
  if (cell) props.onColumn(column.key, cell.getBoundingClientRect());
  return true;
}

function reveal(focus: CellPlace, placed: readonly PlacedColumn[], position: GridScroll, { gutter, pinnedWidth }: Edges): void {
  if (focus.row >= 0) position.revealRow(focus.row);
  const column = placed[focus.column];
  if (!column || column.isPinned) return;
  const visible = position.width - gutter - pinnedWidth;
  const left = column.left - pinnedWidth;
  if (left < position.left) position.setLeft(left);
  else if (left + column.width > position.left + visible) position.setLeft(left + Math.min(column.width, visible) - visible);
}
