import { decodeChart, type ChartSpec } from './chartSpec';
import { decodeLayout, emptyLayout, type GridLayout } from './gridLayout';
import { decodeWishes, noWishes, type GridWishes } from './gridWishes';

export type ResultPlace = 'grid' | 'chart' | 'info';

/** What a person has set up under a query; kept in the tab's `view`. */
export interface ResultView {
  readonly place: ResultPlace;
  readonly layout: GridLayout;
  readonly wishes: GridWishes;
  /** Absent while the proposed chart is good enough. */
  readonly chart?: ChartSpec;
}

export const initialView: ResultView = { place: 'grid', layout: emptyLayout, wishes: noWishes };

/** The view out of stored JSON, which may be older, newer or anything else. */
export function decodeResultView(value: unknown): ResultView {
  if (typeof value !== 'object' || value === null) return initialView;
  const { place, layout, wishes, chart }: { place?: unknown; layout?: unknown; wishes?: unknown; chart?: unknown } = value;
  const spec = decodeChart(chart);
  return {
    place: place === 'chart' || place === 'info' ? place : 'grid',
    layout: decodeLayout(layout),
    wishes: decodeWishes(wishes),
    ...(spec ? { chart: spec } : {}),
  };
}
