import { formatCount } from '../../model/format';
import type { TopValue } from '../../model/tableTypes';

interface BarsProps {
  readonly name: string;
  readonly values: readonly TopValue[];
  readonly rowCount: number | undefined;
}

/** The most frequent values, each with its share as a bar. */
export function ValueBars({ name, values, rowCount }: BarsProps) {
  const top = Math.max(1, ...values.map(({ count }) => count));
  return (
    <table className="tl-bars">
      <caption className="tl-hidden">Most frequent values of {name}</caption>
      <tbody>
        {values.map(({ value, count }, index) => (
          <tr key={index}>
            <th scope="row" className="tl-bars__value" title={value}>
              {value === undefined ? <em className="tl-null">null</em> : value === '' ? <em className="tl-null">empty</em> : value}
            </th>
            <td className="tl-bars__bar"><span style={{ width: `${(count / top) * 100}%` }} /></td>
            <td className="tl-num">{formatCount(count)}</td>
            <td className="tl-num tl-muted">{rowCount ? `${((count / rowCount) * 100).toFixed(1)} %` : ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
