import type { Row } from '../../../model/cellType';
import type { LayoutAction, PlacedColumn } from '../../../model/gridLayout';
import type { GridRows } from '../../../model/gridRows';
import type { GridSelection } from '../../../model/gridSelection';
import type { GridWishes } from '../../../model/gridWishes';

/** Which cells of a row differ from the frame before; the number starts a new flash. */
export interface Flashes {
  readonly frame: number;
  readonly changed: ReadonlyMap<Row, ReadonlySet<number>>;
}

export interface GridProps {
  readonly label: string;
  /** Visible columns from left to right. */
  readonly placed: readonly PlacedColumn[];
  readonly rows: GridRows;
  readonly rowCount: number;
  readonly zone: string;
  readonly onLayout: (action: LayoutAction) => void;
  readonly wishes: GridWishes;
  readonly onSort: (key: string, adds: boolean) => void;
  readonly selection: GridSelection;
  readonly onSelection: (selection: GridSelection) => void;
  readonly onCopy: () => void;
  /** Shows the cell where the keyboard is in full. */
  readonly onInspect: () => void;
  /** Opens the panel of a column beside its header. */
  readonly onColumn: (key: string, anchor: DOMRect) => void;
  readonly flashes?: Flashes;
}

/** By the column's index: its name may hold anything. */
export function cellId(grid: string, row: number, column: PlacedColumn): string {
  return `${grid}-${row}-${column.index}`;
}
