import { useId, type ReactNode } from 'react';
import { viewerZone } from '../../model/cellTime';
import type { ResultPlace } from '../../model/gridView';
import type { QueryEntry } from '../../model/query';
import { EmptyState } from '../../ui/EmptyState';
import { Tabs } from '../../ui/Tabs';
import { ChartPlace } from './chart/ChartPlace';
import { ExportMenu, type Notify } from './ExportMenu';
import type { ExportStore } from './exportStore';
import { GridPlace } from './GridPlace';
import type { Flashes } from './grid/gridTypes';
import { InfoPlace } from './InfoPlace';
import { StatusLine } from './StatusLine';
import { exportTarget, useArranged, type ResultSource } from './useResult';
import type { ViewKeeper } from './useView';
import './results.css';

export interface ResultPanelProps {
  readonly source: ResultSource;
  readonly keeper: ViewKeeper;
  readonly notify: Notify;
  /** Absent where there is nothing to export, as for a frame. */
  readonly exports?: ExportStore | undefined;
  readonly entry?: QueryEntry;
  readonly note?: string;
  readonly actions?: ReactNode;
  readonly flashes?: Flashes;
}

const places: readonly { readonly id: ResultPlace; readonly title: string }[] = [
  { id: 'grid', title: 'Grid' },
  { id: 'chart', title: 'Chart' },
  { id: 'info', title: 'Info' },
];

/** Grid, chart and figures of one answer, of a run or of a frame. */
export function ResultPanel({ source, keeper, notify, exports, entry, note, actions, flashes }: ResultPanelProps) {
  const zone = viewerZone();
  const arranged = useArranged(source, keeper.view.wishes, zone);
  const target = exportTarget(source, arranged, keeper.view.wishes, zone);
  const panelId = useId();
  const { place } = keeper.view;
  return (
    <section className="tl-results" aria-label="Result">
      <div className="tl-results__bar">
        <Tabs label="Result" tabs={places} active={place} onChange={(next) => keeper.change({ place: next })} panelId={panelId} />
        <span className="tl-results__space" />
        {exports && target && <ExportMenu exports={exports} offer={{ queryId: source.queryId ?? '', rowCount: arranged.rowCount, target }} />}
        {actions}
      </div>
      <div className="tl-results__place" id={panelId} role="tabpanel" aria-label={places.find(({ id }) => id === place)?.title}>
        {place === 'info' ? <InfoPlace columns={source.columns} rowCount={source.rowCount} {...(entry ? { entry } : {})} />
          : source.rowCount === 0 && source.isComplete ? <EmptyState title="No rows">The statement ran and answered no row.</EmptyState>
          : place === 'chart' ? <ChartPlace source={source} arranged={arranged} keeper={keeper} zone={zone} notify={notify} />
          : <GridPlace source={source} arranged={arranged} keeper={keeper} zone={zone} notify={notify} {...(flashes ? { flashes } : {})} />}
      </div>
      <StatusLine rowCount={source.rowCount} isComplete={source.isComplete} {...(entry ? { entry } : {})} {...(note ? { note } : {})} />
    </section>
  );
}
