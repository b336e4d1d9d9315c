import { formatCount } from '../../model/format';
import type { HistogramBin } from '../../model/tableHistogram';

interface HistogramProps {
  readonly name: string;
  readonly bins: readonly HistogramBin[];
  readonly isTime: boolean;
  readonly greatest: number;
}

const height = 72;

/** How a column's values are spread; its numbers are in a table for those who do not see the bars. */
export function Histogram({ name, bins, isTime, greatest }: HistogramProps) {
  const top = Math.max(1, ...bins.map(({ count }) => count));
  const first = bins[0];
  const text = (value: number): string => endText(value, isTime);
  return (
    <figure className="tl-histogram">
      <svg viewBox={`0 0 ${bins.length} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {bins.map(({ count, from, to }, index) => {
          const tall = count > 0 ? Math.max(1.5, (count / top) * height) : 0;
          return (
            <rect key={index} x={index + 0.06} width={0.88} y={height - tall} height={tall}>
              <title>{`${text(from)} – ${text(to)}: ${formatCount(count)}`}</title>
            </rect>
          );
        })}
      </svg>
      <figcaption>
        <span>{first && text(first.from)}</span>
        <span>{text(greatest)}</span>
      </figcaption>
      <table className="tl-hidden">
        <caption>How the values of {name} are spread</caption>
        <tbody>
          {bins.map(({ from, to, count }, index) => (
            <tr key={index}><th scope="row">{text(from)} to {text(to)}</th><td>{formatCount(count)}</td></tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

const decimals = new Intl.NumberFormat('en', { maximumSignificantDigits: 5 });

function endText(value: number, isTime: boolean): string {
  if (!isTime) return decimals.format(value);
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return '';
  return date.toISOString().slice(0, 16).replace('T', ' ');
}
