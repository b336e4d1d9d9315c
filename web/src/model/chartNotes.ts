import type { Chart, ChartData } from './chartData';
import type { ChartSpec } from './chartSpec';

/** The chart with what its look leaves out of sight: a logarithmic axis has no place for zero and below. */
export function notedChart(spec: ChartSpec, chart: Chart): Chart {
  if (!spec.isLog || spec.kind === 'stackedBar') return chart;
  const count = belowLog(chart.data);
  if (count === 0) return chart;
  const note = `${count.toLocaleString('en-GB')} ${count === 1 ? 'value that is' : 'values that are'} not above zero ${count === 1 ? 'stands' : 'stand'} at the foot of the logarithmic axis`;
  return { ...chart, note: chart.note === undefined ? note : `${chart.note}; ${note}` };
}

function belowLog(data: ChartData): number {
  if (data.form === 'points') return data.series.reduce((sum, { points }) => sum + points.filter(({ y }) => y <= 0).length, 0);
  if (data.form !== 'values') return 0;
  return data.series.reduce((sum, { values }) => sum + values.filter((value) => value !== undefined && value <= 0).length, 0);
}

/** What the reader should know, in one line. */
export function joinedNotes(...notes: readonly (string | undefined)[]): string | undefined {
  const said = notes.filter((note) => note !== undefined && note !== '');
  return said.length === 0 ? undefined : said.join('; ');
}

export function noted<Data extends ChartData>(data: Data, ...notes: readonly (string | undefined)[]): Chart & { readonly data: Data } {
  const note = joinedNotes(...notes);
  return note === undefined ? { data } : { data, note };
}
