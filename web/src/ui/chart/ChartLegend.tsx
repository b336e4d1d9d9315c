import { useMemo } from 'react';
import type { Chart } from '../../model/chartData';
import { drawChart } from '../../model/chartDraw';
import { middleCut } from '../../model/chartScene';
import type { ChartSpec } from '../../model/chartSpec';
import { paintColour } from './paint';
import './chart.css';

export interface ChartLegendProps {
  readonly spec: ChartSpec;
  readonly chart: Chart;
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (name: string) => void;
}

const mostCharacters = 30;
const anySize = { width: 100, height: 100, zone: 'UTC' };

/** Names of the series; a click takes one out of the chart. */
export function ChartLegend({ spec, chart, hidden, onToggle }: ChartLegendProps) {
  const items = useMemo(() => drawChart(spec, chart, anySize, new Set()).legend, [spec, chart]);
  if (items.length < 2) return null;
  return (
    <div className="tl-chart__legend" role="group" aria-label="Series">
      {items.map(({ name, paint }) => (
        <button key={name} type="button" className="tl-chart__series" aria-pressed={!hidden.has(name)} onClick={() => onToggle(name)} title={name}>
          <span className="tl-chart__swatch" style={{ background: paintColour(paint) }} />
          <bdi>{middleCut(name, mostCharacters)}</bdi>
        </button>
      ))}
    </div>
  );
}
