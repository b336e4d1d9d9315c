import { useMemo } from 'react';
import type { Chart } from '../../model/chartData';
import { chartTable } from '../../model/chartTable';
import { plural } from '../../model/format';

export interface ChartFiguresProps {
  readonly chart: Chart;
  readonly xName: string;
  readonly title: string;
  readonly zone: string;
}

/** The chart's figures as a table: what those read who don't see the picture. */
export function ChartFigures({ chart, xName, title, zone }: ChartFiguresProps) {
  const { header, rows, more } = useMemo(() => chartTable(chart.data, xName, zone), [chart, xName, zone]);
  return (
    <div className="tl-chart__figures" tabIndex={0} role="region" aria-label="Figures of the chart">
      <table>
        <caption>{title}{chart.note ? `. ${chart.note}` : ''}</caption>
        <thead><tr>{header.map((name, index) => <th key={index} scope="col"><bdi>{name}</bdi></th>)}</tr></thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>{row.map((cell, index) => (index === 0 ? <th key={index} scope="row"><bdi>{cell}</bdi></th> : <td key={index}>{cell}</td>))}</tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p className="tl-muted">{plural(more, 'more row')}: export the result for all of them.</p>}
    </div>
  );
}
