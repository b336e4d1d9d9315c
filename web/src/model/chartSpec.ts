import { cellKind, columnKeys, isNumberKind, isTimeKind, type ColumnMeta } from './cellType';

export type ChartKind = 'line' | 'area' | 'bar' | 'stackedBar' | 'scatter' | 'histogram' | 'heatMap' | 'pie' | 'bigNumber';
export type Aggregate = 'sum' | 'avg' | 'min' | 'max' | 'count';

/** What a chart shows, by column keys. Serialisable into the tab's view. */
export interface ChartSpec {
  readonly kind: ChartKind;
  readonly x?: string;
  readonly y: readonly string[];
  /** Splits into one series per value; the rows of a heat map. */
  readonly series?: string;
  readonly aggregate: Aggregate;
  readonly isLog: boolean;
  readonly hasLegend: boolean;
  readonly isHorizontal: boolean;
}

export const chartKindLabels: Readonly<Record<ChartKind, string>> = {
  line: 'Line',
  area: 'Area',
  bar: 'Bar',
  stackedBar: 'Stacked bar',
  scatter: 'Scatter',
  histogram: 'Histogram',
  heatMap: 'Heat map',
  pie: 'Pie',
  bigNumber: 'Big number',
};

export const aggregateLabels: Readonly<Record<Aggregate, string>> = { sum: 'Sum', avg: 'Average', min: 'Minimum', max: 'Maximum', count: 'Count of rows' };

export interface ChartField {
  readonly key: string;
  readonly index: number;
  readonly column: ColumnMeta;
  readonly role: 'time' | 'number' | 'category';
}

export function chartFields(columns: readonly ColumnMeta[]): ChartField[] {
  const keys = columnKeys(columns);
  return columns.map((column, index) => ({ key: keys[index] ?? column.name, index, column, role: fieldRole(column) }));
}

function fieldRole({ type }: ColumnMeta): ChartField['role'] {
  const kind = cellKind(type);
  if (isTimeKind(kind)) return 'time';
  return isNumberKind(kind) ? 'number' : 'category';
}

export function fieldOf(fields: readonly ChartField[], key: string | undefined): ChartField | undefined {
  return key === undefined ? undefined : fields.find((field) => field.key === key);
}

/** What a spec lacks before it can be drawn; undefined when nothing. */
export function chartProblem(spec: ChartSpec, fields: readonly ChartField[]): string | undefined {
  const x = fieldOf(fields, spec.x);
  const y = fieldOf(fields, spec.y[0]);
  const counts = spec.aggregate === 'count';
  switch (spec.kind) {
    case 'histogram':
      return x && x.role !== 'category' ? undefined : 'A histogram needs a column of numbers or times.';
    case 'scatter':
      return x && x.role !== 'category' && y?.role === 'number' ? undefined : 'A scatter chart needs two columns of numbers.';
    case 'heatMap':
      return x && fieldOf(fields, spec.series) && (y?.role === 'number' || counts) ? undefined : 'A heat map needs two columns of categories and one of numbers.';
    case 'bigNumber':
      return y?.role === 'number' ? undefined : 'A big number needs a column of numbers.';
    case 'line':
    case 'area':
      if (!x || x.role === 'category') return 'A line needs a column of times or numbers for its x axis.';
      return y?.role === 'number' || counts ? undefined : 'Choose a column of numbers for the y axis.';
    default:
      return x && (y?.role === 'number' || counts) ? undefined : 'Choose a column of categories and one of numbers.';
  }
}

export function isUsable(spec: ChartSpec, fields: readonly ChartField[]): boolean {
  return chartProblem(spec, fields) === undefined;
}

const isKind = (value: unknown): value is ChartKind => typeof value === 'string' && Object.hasOwn(chartKindLabels, value);
const isAggregate = (value: unknown): value is Aggregate => typeof value === 'string' && Object.hasOwn(aggregateLabels, value);

/** A spec out of a stored view; undefined when it is none. */
export function decodeChart(value: unknown): ChartSpec | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields: Record<string, unknown> = { ...value };
  const { kind, x, y, series, aggregate } = fields;
  if (!isKind(kind)) return undefined;
  return {
    kind,
    ...(typeof x === 'string' ? { x } : {}),
    y: Array.isArray(y) ? y.filter((key): key is string => typeof key === 'string') : [],
    ...(typeof series === 'string' ? { series } : {}),
    aggregate: isAggregate(aggregate) ? aggregate : 'sum',
    isLog: fields['isLog'] === true,
    hasLegend: fields['hasLegend'] !== false,
    isHorizontal: fields['isHorizontal'] === true,
  };
}
