import { useCallback, useEffect, useId, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { formatCount } from '../../../model/format';
import type { PlacedColumn } from '../../../model/gridLayout';
import { boxOf } from '../../../model/gridSelection';
import { elementHeight, visibleRows } from '../../../model/gridScroll';
import { GridBody } from './GridBody';
import { cellId } from './gridTypes';
import { GridHead } from './GridHead';
import { GridTrouble } from './GridTrouble';
import type { GridProps } from './gridTypes';
import { useGridKeys } from './useGridKeys';
import { headHeight, rowHeight, useGridScroll } from './useGridScroll';
import './grid.css';

const overscanRows = 6;
const overscanPixels = 200;

/** A grid of any number of rows and columns: only what is seen is drawn, and the rows are fetched as they are looked at. */
export function Grid(props: GridProps) {
  const { placed, rows, rowCount, zone, selection } = props;
  const frame = useRef<HTMLDivElement>(null);
  const id = useId();
  useSyncExternalStore(useCallback((listener: () => void) => rows.subscribe(listener), [rows]), () => rows.revision);
  const position = useGridScroll(frame, rowCount);
  const gutter = Math.max(44, formatCount(rowCount).length * 7.4 + 20);
  const { pinned, loose, pinnedWidth, width } = useMemo(() => split(placed), [placed]);
  const seen = useVisibleColumns(loose, position.left + pinnedWidth, position.width - gutter - pinnedWidth);
  const view = visibleRows(position.scroll, rowHeight, rowCount, overscanRows);
  const onScreen = visibleRows(position.scroll, rowHeight, rowCount, 0);
  useEffect(() => rows.look(onScreen), [rows, onScreen.first, onScreen.end]);
  const [isFocused, setIsFocused] = useState(false);
  const keys = useGridKeys(props, position, { gutter, pinnedWidth });
  const { focus } = selection;
  const isDrawn = focus.row < 0 || (focus.row >= view.first && focus.row < view.end);
  const column = [...pinned, ...seen].find((one) => one === placed[focus.column]);
  const active = isDrawn && column ? cellId(id, focus.row, column) : undefined;
  return (
    <div
      ref={frame}
      className={isFocused ? 'tl-grid tl-grid--focused' : 'tl-grid'}
      role="grid"
      aria-label={props.label}
      aria-rowcount={rowCount + 1}
      aria-colcount={placed.length + 1}
      aria-multiselectable="true"
      aria-activedescendant={active}
      tabIndex={0}
      onFocus={(event) => setIsFocused(event.target === frame.current)}
      onBlur={() => setIsFocused(false)}
      {...keys}
    >
      <div className="tl-grid__space" role="presentation" style={{ height: elementHeight(position.scroll) + headHeight, width: gutter + width }}>
        <div className="tl-grid__view" role="presentation" style={{ width: position.width, height: position.scroll.viewportHeight + headHeight }}>
          <GridHead {...props} id={id} pinned={pinned} loose={seen} gutter={gutter} left={position.left} pinnedWidth={pinnedWidth} />
          {rows.failure !== undefined && <GridTrouble rows={rows} />}
          <GridBody
            id={id} rows={rows} view={view} zone={zone} pinned={pinned} loose={seen} placed={placed} gutter={gutter} left={position.left} pinnedWidth={pinnedWidth}
            contentTop={position.scroll.contentTop} box={boxOf(selection)} focus={selection.focus} {...(props.flashes ? { flashes: props.flashes } : {})}
          />
        </div>
      </div>
    </div>
  );
}

interface SplitColumns {
  readonly pinned: readonly PlacedColumn[];
  readonly loose: readonly PlacedColumn[];
  readonly pinnedWidth: number;
  readonly width: number;
}

function split(placed: readonly PlacedColumn[]): SplitColumns {
  const pinned = placed.filter(({ isPinned }) => isPinned);
  const widthOf = (columns: readonly PlacedColumn[]): number => columns.reduce((sum, { width }) => sum + width, 0);
  return { pinned, loose: placed.filter(({ isPinned }) => !isPinned), pinnedWidth: widthOf(pinned), width: widthOf(placed) };
}

/** The window moves in steps, so that rows are drawn again only when columns come or go. */
function useVisibleColumns(columns: readonly PlacedColumn[], left: number, width: number): readonly PlacedColumn[] {
  const from = Math.floor((left - overscanPixels) / overscanPixels) * overscanPixels;
  const to = Math.ceil((left + width + overscanPixels) / overscanPixels) * overscanPixels;
  return useMemo(() => columns.filter((column) => column.left + column.width >= from && column.left <= to), [columns, from, to]);
}
