import { useCallback, useMemo, useState } from 'react';
import { columnKeys } from '../../model/cellType';
import { derivableKeys } from '../../model/deriveSQL';
import type { CopyFormat } from '../../model/copyFormats';
import { formatCount } from '../../model/format';
import { estimateWidth, placeColumns } from '../../model/gridLayout';
import { firstCell, fitted } from '../../model/gridSelection';
import { nextSort, noWishes } from '../../model/gridWishes';
import { EmptyState } from '../../ui/EmptyState';
import { Button } from '../../ui/Button';
import { ColumnPanel } from './ColumnPanel';
import type { Notify } from './ExportMenu';
import { Grid } from './grid/Grid';
import type { Flashes } from './grid/gridTypes';
import { Inspector } from './Inspector';
import { GridTools } from './GridTools';
import { copySelection } from './useCopy';
import { isLocal, type Arranged, type ResultSource } from './useResult';
import { useLayout, type ViewKeeper } from './useView';

export interface GridPlaceProps {
  readonly source: ResultSource;
  readonly arranged: Arranged;
  readonly keeper: ViewKeeper;
  readonly zone: string;
  readonly notify: Notify;
  readonly flashes?: Flashes;
}

/** The grid with its tools, the panel of a column and the inspector of a cell. */
export function GridPlace({ source, arranged, keeper, zone, notify, flashes }: GridPlaceProps) {
  const { columns, sample } = source;
  const { view, change } = keeper;
  const [chosen, setSelection] = useState(firstCell);
  const [panel, setPanel] = useState<{ readonly key: string; readonly anchor: DOMRect }>();
  const [isInspecting, setIsInspecting] = useState(false);
  const onLayout = useLayout(keeper, columns);
  const estimates = useMemo(() => columns.map((column, index) => estimateWidth(column, index, sample, zone)), [columns, sample, zone]);
  const placed = useMemo(() => placeColumns(columns, view.layout, estimates), [columns, view.layout, estimates]);
  const selection = fitted(chosen, { rows: arranged.rowCount, columns: placed.length, pageRows: 1 });
  const copy = (format?: CopyFormat): void => void copySelection(arranged, placed, selection, format, notify);
  const openColumn = useCallback((key: string, anchor: DOMRect) => setPanel({ key, anchor }), []);
  const nameable = useMemo(() => (isLocal(source) ? undefined : derivableKeys(columns)), [source, columns]);
  const canArrange = (key: string): boolean => nameable === undefined || (source.isComplete && nameable.has(key));
  const sort = (key: string, adds: boolean): void => {
    if (canArrange(key)) change({ wishes: { ...view.wishes, sort: nextSort(view.wishes.sort, key, adds) } });
    else notify({ text: problemOf(source), tone: 'bad' });
  };
  const focused = placed[selection.focus.column];
  const panelIndex = panel ? columnKeys(columns).indexOf(panel.key) : -1;
  const panelColumn = columns[panelIndex];
  return (
    <div className="tl-results__grid">
      <GridTools source={source} arranged={arranged} keeper={keeper} onCopy={copy} onLayout={onLayout} onColumn={openColumn} />
      <div className="tl-results__split">
        {placed.length === 0
          ? <EmptyState title="All columns are hidden" actions={<Button onClick={() => onLayout({ kind: 'allShown' })}>Show all</Button>} />
          : arranged.rowCount === 0 && !arranged.isBusy ? <EmptyState title="No row matches" actions={<Button onClick={() => change({ wishes: noWishes })}>Clear</Button>}>{`None of the ${formatCount(source.rowCount)} rows meets the filters and the search.`}</EmptyState>
          : <Grid label="Result" placed={placed} rows={arranged.rows} rowCount={arranged.rowCount} zone={zone} onLayout={onLayout} wishes={view.wishes} onSort={sort} selection={selection} onSelection={setSelection} onCopy={copy} onInspect={() => setIsInspecting(true)} onColumn={openColumn} {...(flashes ? { flashes } : {})} />}
        {isInspecting && focused && selection.focus.row >= 0 && (
          <Inspector column={focused} row={selection.focus.row} value={arranged.rows.row(selection.focus.row)?.[focused.index]} zone={zone} onCopy={(text) => void copyPlain(text, notify)} onClose={() => setIsInspecting(false)} />
        )}
      </div>
      {panel && panelColumn && (
        <ColumnPanel
          key={panel.key} source={source} column={panelColumn} columnKey={panel.key} index={panelIndex} anchor={panel.anchor} zone={zone}
          width={placed.find(({ key }) => key === panel.key)?.width ?? 0} layout={view.layout} wishes={view.wishes} problem={canArrange(panel.key) ? undefined : problemOf(source)}
          onLayout={onLayout}
          onSort={(isDescending) => change({ wishes: { ...view.wishes, sort: isDescending === undefined ? [] : [{ key: panel.key, isDescending }] } })}
          onFilter={(filter) => change({ wishes: { ...view.wishes, filters: [...view.wishes.filters.filter(({ key }) => key !== panel.key), ...(filter ? [filter] : [])] } })}
          onClose={() => setPanel(undefined)}
        />
      )}
    </div>
  );
}

function problemOf({ isComplete }: ResultSource): string {
  return isComplete ? 'Another column has the same name, letter case aside. Give it an alias to sort and filter this many rows.' : 'Rows still arrive: sort and filter when all are here.';
}

async function copyPlain(text: string, notify: Notify): Promise<void> {
  await navigator.clipboard.writeText(text);
  notify({ text: 'Copied the value' });
}
