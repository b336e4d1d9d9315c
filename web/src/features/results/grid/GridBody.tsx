import { useRef } from 'react';
import type { PlacedColumn } from '../../../model/gridLayout';
import type { GridRows } from '../../../model/gridRows';
import type { RowWindow } from '../../../model/gridScroll';
import type { CellBox, CellPlace } from '../../../model/gridSelection';
import { GridRow } from './GridRow';
import type { Flashes } from './gridTypes';
import { headHeight, rowHeight } from './useGridScroll';

export interface ColumnWindow {
  readonly pinned: readonly PlacedColumn[];
  /** The unpinned columns that can be seen. */
  readonly loose: readonly PlacedColumn[];
  /** All visible columns in their order, whether on the screen or not. */
  readonly placed: readonly PlacedColumn[];
  readonly gutter: number;
  readonly pinnedWidth: number;
  readonly left: number;
}

export interface GridBodyProps extends ColumnWindow {
  readonly id: string;
  readonly rows: GridRows;
  readonly view: RowWindow;
  readonly zone: string;
  readonly contentTop: number;
  readonly box: CellBox;
  readonly focus: CellPlace;
  readonly flashes?: Flashes;
}

/** Rows keep their places in a layer for this many rows, so that a scroll moves one element and not forty. */
const layerRows = 500;

export function GridBody({ id, rows, view, zone, contentTop, box, focus, flashes, left, ...columns }: GridBodyProps) {
  const { pinned, loose } = useSame(columns);
  const anchor = Math.floor(view.first / layerRows) * layerRows;
  const indexes = Array.from({ length: view.end - view.first }, (_, at) => view.first + at);
  const positions = usePositions(columns.placed);
  return (
    <div className="tl-grid__body" role="rowgroup" style={{ top: headHeight }}>
      <div className="tl-grid__layer" role="presentation" style={{ transform: `translate3d(0, ${anchor * rowHeight - contentTop}px, 0)`, ['--tl-grid-left' as string]: `${-left}px` }}>
        {indexes.map((index) => {
          const row = rows.row(index);
          const isIn = index >= box.top && index <= box.bottom;
          return (
            <GridRow
              key={index} id={id} index={index} top={(index - anchor) * rowHeight} row={row} zone={zone} pinned={pinned} loose={loose} positions={positions}
              gutter={columns.gutter} pinnedWidth={columns.pinnedWidth}
              selectedFrom={isIn ? box.left : -1} selectedTo={isIn ? box.right : -1} focused={index === focus.row ? focus.column : -1}
              frame={flashes?.frame} changed={row && flashes?.changed.get(row)}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Lists with the same columns are the same list, so that rows needn't be drawn again. */
function useSame({ pinned, loose }: Pick<ColumnWindow, 'pinned' | 'loose'>): Pick<ColumnWindow, 'pinned' | 'loose'> {
  const last = useRef({ pinned, loose });
  const isSame = (old: readonly PlacedColumn[], now: readonly PlacedColumn[]): boolean => old.length === now.length && old.every((column, at) => column === now[at]);
  if (!isSame(last.current.loose, loose)) last.current = { ...last.current, loose };
  if (!isSame(last.current.pinned, pinned)) last.current = { ...last.current, pinned };
  return last.current;
}

function usePositions(placed: readonly PlacedColumn[]): ReadonlyMap<string, number> {
  const last = useRef<{ placed: readonly PlacedColumn[]; positions: ReadonlyMap<string, number> }>();
  if (last.current?.placed !== placed) last.current = { placed, positions: new Map(placed.map(({ key }, at) => [key, at])) };
  return last.current.positions;
}
