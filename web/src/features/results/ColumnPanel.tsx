import { useEffect, useLayoutEffect, useRef, type KeyboardEvent, type RefObject } from 'react';
import { visibleText } from '../../model/cellFormat';
import type { ColumnMeta } from '../../model/cellType';
import type { GridLayout, LayoutAction } from '../../model/gridLayout';
import type { FilterWish, GridWishes } from '../../model/gridWishes';
import { Button } from '../../ui/Button';
import { IconButton } from '../../ui/IconButton';
import { FilterForm } from './FilterForm';
import { StatisticsView } from './StatisticsView';
import type { ResultSource } from './useResult';
import { useStatistics } from './useStatistics';

export interface ColumnPanelProps {
  readonly source: ResultSource;
  readonly column: ColumnMeta;
  readonly columnKey: string;
  readonly index: number;
  readonly anchor: DOMRect;
  readonly zone: string;
  readonly width: number;
  readonly layout: GridLayout;
  readonly wishes: GridWishes;
  /** Why it can't be sorted and filtered; undefined when it can. */
  readonly problem: string | undefined;
  readonly onLayout: (action: LayoutAction) => void;
  readonly onSort: (isDescending: boolean | undefined) => void;
  readonly onFilter: (filter: FilterWish | undefined) => void;
  readonly onClose: () => void;
}

/** All that can be done with a column, and its figures. */
export function ColumnPanel(props: ColumnPanelProps) {
  const { source, column, columnKey, index, anchor, zone, wishes, problem, onFilter, onClose } = props;
  const panel = useRef<HTMLDivElement>(null);
  const state = useStatistics(source, column, index);
  useLayoutEffect(() => place(panel.current, anchor), [anchor, state]);
  useLeaving(panel, onClose);
  const name = visibleText(column.name.slice(0, 200)) || '(no name)';
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  };
  return (
    <div ref={panel} className="tl-column" role="dialog" aria-label={`Column ${name}`} onKeyDown={press} tabIndex={-1}>
      <header className="tl-column__head">
        <div className="tl-column__names"><h2><bdi>{name}</bdi></h2><p className="tl-column__type">{column.type}</p></div>
        <IconButton size="small" icon="close" label="Close" onClick={onClose} />
      </header>
      <Arrange {...props} />
      {problem === undefined ? <FilterForm columnKey={columnKey} column={column} filter={wishes.filters.find(({ key }) => key === columnKey)} onFilter={onFilter} /> : <p className="tl-muted">{problem}</p>}
      <section className="tl-column__statistics" aria-label="Statistics"><StatisticsView column={column} zone={zone} state={state} /></section>
    </div>
  );
}

/** Order, place and width, also without a pointer. */
function Arrange({ columnKey, wishes, layout, width, problem, onSort, onLayout, onClose }: ColumnPanelProps) {
  const sort = wishes.sort.find(({ key }) => key === columnKey);
  const isPinned = layout.pinned.includes(columnKey);
  const canSort = problem === undefined;
  return (
    <div className="tl-column__buttons" role="group" aria-label="Arrange">
      <Button size="small" aria-pressed={sort?.isDescending === false} disabled={!canSort} onClick={() => onSort(sort?.isDescending === false ? undefined : false)}>Sort ↑</Button>
      <Button size="small" aria-pressed={sort?.isDescending === true} disabled={!canSort} onClick={() => onSort(sort?.isDescending === true ? undefined : true)}>Sort ↓</Button>
      <Button size="small" aria-pressed={isPinned} onClick={() => onLayout({ kind: 'pinned', key: columnKey, isPinned: !isPinned })}>Pin</Button>
      <Button size="small" onClick={() => {
        onLayout({ kind: 'hidden', key: columnKey });
        onClose();
      }}>Hide</Button>
      <Button size="small" aria-label="Move left" title="Move left" onClick={() => onLayout({ kind: 'shifted', key: columnKey, by: -1 })}>←</Button>
      <Button size="small" aria-label="Move right" title="Move right" onClick={() => onLayout({ kind: 'shifted', key: columnKey, by: 1 })}>→</Button>
      <Button size="small" aria-label="Narrower" title="Narrower" onClick={() => onLayout({ kind: 'resized', key: columnKey, width: width - 24 })}>−</Button>
      <Button size="small" aria-label="Wider" title="Wider" onClick={() => onLayout({ kind: 'resized', key: columnKey, width: width + 24 })}>+</Button>
      <Button size="small" title="As wide as its values" onClick={() => onLayout({ kind: 'fitted', key: columnKey })}>Fit</Button>
    </div>
  );
}

function useLeaving(panel: RefObject<HTMLDivElement>, onClose: () => void): void {
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    panel.current?.focus();
    const leave = (event: MouseEvent): void => {
      if (event.target instanceof Node && !panel.current?.contains(event.target)) close.current();
    };
    document.addEventListener('mousedown', leave);
    return () => document.removeEventListener('mousedown', leave);
  }, [panel]);
}

/** Below its header, within the window. */
function place(panel: HTMLElement | null, anchor: DOMRect): void {
  if (!panel) return;
  const { width, height } = panel.getBoundingClientRect();
  panel.style.left = `${Math.max(8, Math.min(anchor.left, window.innerWidth - width - 8))}px`;
  panel.style.top = `${Math.max(8, Math.min(anchor.bottom + 4, window.innerHeight - height - 8))}px`;
}
