import type { ChartData, ChartPoint } from './chartData';
import { fullNumberText, instantText } from './chartScale';

/** A chart's figures as a table, for those who don't see the picture. */
export interface ChartTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Rows that the table leaves out. */
  readonly more: number;
}

const mostRows = 200;

function limited(header: readonly string[], rows: readonly (readonly string[])[]): ChartTable {
  return { header, rows: rows.slice(0, mostRows), more: Math.max(0, rows.length - mostRows) };
}

const numberText = (value: number | undefined): string => (value === undefined ? '–' : fullNumberText(value));

export function chartTable(data: ChartData, xName: string, zone: string): ChartTable {
  const axis = (value: number, isTime: boolean): string => (isTime ? instantText(value, zone) : fullNumberText(value));
  switch (data.form) {
    case 'points':
      return limited([xName, ...data.series.map(({ name }) => name)], pointRows(data, (value) => axis(value, data.isTime)));
    case 'values':
      return limited([xName, ...data.series.map(({ name }) => name)], data.categories.map((category, at) => [category, ...data.series.map(({ values }) => numberText(values[at]))]));
    case 'cells':
      return limited([xName, 'y', 'points'], data.cells.map(({ x, y, count }) => [axis(x, data.isTime), fullNumberText(y), fullNumberText(count)]));
    case 'matrix':
      return limited([xName, ...data.columns], data.rows.map((row, at) => [row, ...(data.values[at] ?? []).map(numberText)]));
    case 'bins':
      return limited(['from', 'to', 'rows'], data.counts.map((count, bin) => [axis(data.from + bin * data.width, data.isTime), axis(data.from + (bin + 1) * data.width, data.isTime), fullNumberText(count)]));
    case 'big':
      return limited([data.label], [[data.value]]);
  }
}

/** Points of scattered series may share an x: each is a row then. */
function pointRows(data: ChartData & { form: 'points' }, text: (value: number) => string): string[][] {
  const rows = new Map<number, (ChartPoint | undefined)[][]>();
  data.series.forEach(({ points }, at) => {
    const seen = new Map<number, number>();
    for (const point of points) {
      const turn = seen.get(point.x) ?? 0;
      seen.set(point.x, turn + 1);
      const lines = rows.get(point.x) ?? [];
      rows.set(point.x, lines);
      const line = lines[turn] ?? [];
      lines[turn] = line;
      line[at] = point;
    }
  });
  const ordered = [...rows].sort(([left], [right]) => left - right);
  return ordered.flatMap(([x, lines]) => lines.map((line) => [text(x), ...data.series.map((_, at) => numberText(line[at]?.y))]));
}
