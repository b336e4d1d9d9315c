/** A cell by its place on the screen: the row's number and the column's position from the left. Row −1 is the header. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** A rectangle of cells from where it began to where the keyboard is. */
export interface GridSelection {
  readonly anchor: CellPlace;
  readonly focus: CellPlace;
}

export const headerRow = -1;
export const firstCell: GridSelection = { anchor: { row: 0, column: 0 }, focus: { row: 0, column: 0 } };

export interface GridExtent {
  readonly rows: number;
  readonly columns: number;
  /** Rows of one screen, for PageUp and PageDown. */
  readonly pageRows: number;
}

export interface KeyPress {
  readonly key: string;
  readonly shift: boolean;
  /** Ctrl, or Command on a Mac. */
  readonly command: boolean;
}

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(least, value), Math.max(least, most));

/** Where a key takes the selection; undefined for keys that don't move it. */
export function movedByKey(selection: GridSelection, press: KeyPress, extent: GridExtent): GridSelection | undefined {
  if (press.command && press.key.toLowerCase() === 'a') return everything(extent);
  const target = targetOf(selection.focus, press, extent);
  if (!target) return undefined;
  const extends_ = press.shift && selection.focus.row !== headerRow;
  const least = extends_ ? 0 : headerRow;
  const focus = { row: clamp(target.row, least, extent.rows - 1), column: clamp(target.column, 0, extent.columns - 1) };
  return { anchor: extends_ ? selection.anchor : focus, focus };
}

function targetOf({ row, column }: CellPlace, { key, command }: KeyPress, extent: GridExtent): CellPlace | undefined {
  switch (key) {
    case 'ArrowUp':
      return { row: command ? 0 : row - 1, column };
    case 'ArrowDown':
      return { row: command ? extent.rows - 1 : row + 1, column };
    case 'ArrowLeft':
      return { row, column: command ? 0 : column - 1 };
    case 'ArrowRight':
      return { row, column: command ? extent.columns - 1 : column + 1 };
    case 'Home':
      return { row: command ? 0 : row, column: 0 };
    case 'End':
      return { row: command ? extent.rows - 1 : row, column: extent.columns - 1 };
    case 'PageUp':
      return { row: Math.max(0, row - extent.pageRows), column };
    case 'PageDown':
      return { row: row + extent.pageRows, column };
    default:
      return undefined;
  }
}

export function everything({ rows, columns }: GridExtent): GridSelection {
  return { anchor: { row: 0, column: 0 }, focus: { row: Math.max(0, rows - 1), column: Math.max(0, columns - 1) } };
}

export interface CellBox {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** All four edges are part of the box. */
export function boxOf({ anchor, focus }: GridSelection): CellBox {
  return {
    top: Math.min(anchor.row, focus.row),
    bottom: Math.max(anchor.row, focus.row),
    left: Math.min(anchor.column, focus.column),
    right: Math.max(anchor.column, focus.column),
  };
}

export function isInBox(box: CellBox, row: number, column: number): boolean {
  return row >= box.top && row <= box.bottom && column >= box.left && column <= box.right;
}

/** Fewer columns or rows than before: the selection stays as far as there is something to select. */
export function fitted({ anchor, focus }: GridSelection, { rows, columns }: GridExtent): GridSelection {
  const fit = (place: CellPlace): CellPlace => ({ row: clamp(place.row, headerRow, rows - 1), column: clamp(place.column, 0, columns - 1) });
  return { anchor: fit(anchor), focus: fit(focus) };
}
