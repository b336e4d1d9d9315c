import { formatCell } from '../../model/cellFormat';
import { cellKind, isTimeKind, type ColumnMeta } from '../../model/cellType';
import { fullNumberText, instantText } from '../../model/chartScale';
import type { ColumnStatistics, HistogramBar } from '../../model/deriveStatistics';
import { formatCount, formatShare } from '../../model/format';
import { Spinner } from '../../ui/Spinner';
import type { StatisticsState } from './useStatistics';

export interface StatisticsViewProps {
  readonly column: ColumnMeta;
  readonly zone: string;
  readonly state: StatisticsState;
}

export function StatisticsView({ column, zone, state: { statistics, histogram, failure } }: StatisticsViewProps) {
  if (failure) return <p className="tl-column__problem" role="alert">{failure.message}</p>;
  if (!statistics) return <Spinner label="Counting" />;
  return (
    <>
      <dl className="tl-column__figures">
        {figures(statistics, column, zone).map(([name, value]) => (
          <div key={name}><dt>{name}</dt><dd title={value}>{value}</dd></div>
        ))}
      </dl>
      {histogram ? <Histogram bars={histogram} text={(value) => axisText(column, value, zone)} /> : <Spinner label="Counting" />}
    </>
  );
}

function figures({ rows, nulls, distinct, minimum, maximum, mean, notANumber }: ColumnStatistics, column: ColumnMeta, zone: string): [string, string][] {
  const text = (value: unknown): string => formatCell(value, column.type, { zone, clip: 80 }).text;
  const all: [string, string | undefined][] = [
    ['Rows', formatCount(rows)],
    ['Nulls', nulls === 0 ? '0' : `${formatCount(nulls)} (${formatShare(nulls / rows)})`],
    ['Distinct', distinct === undefined ? undefined : formatCount(distinct)],
    ['Min', minimum === undefined ? undefined : text(minimum)],
    ['Max', maximum === undefined ? undefined : text(maximum)],
    ['Mean', mean === undefined ? undefined : fullNumberText(Number(mean.toPrecision(8)))],
    ['NaN', notANumber === undefined ? undefined : formatCount(notANumber)],
  ];
  return all.flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]]));
}

function axisText(column: ColumnMeta, value: number, zone: string): string {
  return isTimeKind(cellKind(column.type)) ? instantText(value, cellKind(column.type) === 'timestamp' ? zone : 'UTC') : fullNumberText(value);
}

interface HistogramProps {
  readonly bars: readonly HistogramBar[];
  readonly text: (value: number) => string;
}

/** Ranges as upright bars; frequent values as lying ones with their names. */
function Histogram({ bars, text }: HistogramProps) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const first = bars[0];
  const last = bars[bars.length - 1];
  if (first?.from === undefined || last?.to === undefined) {
    return (
      <ul className="tl-column__values" aria-label="Most frequent values">
        {bars.map(({ label, count }) => (
          <li key={label}>
            <span className="tl-column__bar" style={{ width: `${(count / most) * 100}%` }} />
            <span className="tl-column__value" title={label}><bdi>{label === '' ? '(empty)' : label}</bdi></span>
            <span className="tl-num">{formatCount(count)}</span>
          </li>
        ))}
      </ul>
    );
  }
  const names = bars.map(({ from = 0, to = 0, count }) => `${text(from)} to ${text(to)}: ${formatCount(count)}`);
  return (
    <figure className="tl-column__histogram">
      <div className="tl-column__bins" role="img" aria-label={`Histogram of ${bars.length} ranges from ${text(first.from)} to ${text(last.to)}`}>
        {bars.map(({ count, from = 0 }, index) => (
          <span key={from} className="tl-column__bin" title={names[index]}><span style={{ height: `${count === 0 ? 0 : Math.max(2, (count / most) * 100)}%` }} /></span>
        ))}
      </div>
      <figcaption><span>{text(first.from)}</span><span>{text(last.to)}</span></figcaption>
    </figure>
  );
}
