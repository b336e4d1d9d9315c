import type { Chart, ChartData } from './chartData';
import { emptyScene } from './chartAxes';
import { drawBins, drawCells, drawMatrix, drawSpark } from './chartDrawGrid';
import { drawBars } from './chartDrawBars';
import { drawPie } from './chartDrawPie';
import { drawPoints } from './chartDrawPoints';
import type { Scene, SceneSize } from './chartScene';
import type { ChartSpec } from './chartSpec';

/** The shapes of a chart of this size. `hidden` names series that the legend has switched off. */
export function drawChart(spec: ChartSpec, chart: Chart, size: SceneSize, hidden: ReadonlySet<string>): Scene {
  if (isEmpty(chart.data)) return emptyScene(size, 'No row has a value for this chart');
  const { data } = chart;
  switch (data.form) {
    case 'points':
      return drawPoints(spec, data, size, hidden);
    case 'values':
      return spec.kind === 'pie' ? drawPie(data, size, hidden) : drawBars(spec, data, size, hidden);
    case 'cells':
      return drawCells(data, size);
    case 'matrix':
      return drawMatrix(data, size);
    case 'bins':
      return drawBins(spec, data, size);
    case 'big':
      return drawSpark(data, size);
  }
}

export function isEmpty(data: ChartData): boolean {
  switch (data.form) {
    case 'points':
      return data.series.every(({ points }) => points.length === 0);
    case 'values':
      return data.categories.length === 0 || data.series.every(({ values }) => values.every((value) => value === undefined));
    case 'cells':
      return data.cells.length === 0;
    case 'matrix':
      return data.values.every((row) => row.every((value) => value === undefined));
    case 'bins':
      return data.counts.length === 0;
    case 'big':
      return false;
  }
}
