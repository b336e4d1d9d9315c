import { useMemo } from 'react';
import { runQuery } from '../../api/queries';
import { formatCount } from '../../model/format';
import { histogramQuery, histogramsOf, planHistogram, type HistogramBin, type HistogramPlan } from '../../model/tableHistogram';
import { parseTableName, sqlNameOf } from '../../model/tableName';
import { parseType, typeSummary } from '../../model/tableType';
import type { ColumnProfile, TableProfile } from '../../model/tableTypes';
import { Histogram } from './Histogram';
import { ValueBars } from './ValueBars';
import { useResource } from '../../ui/useResource';

export function ProfileColumns({ address, profile }: { readonly address: string; readonly profile: TableProfile }) {
  const plans = useMemo(() => plansFor(address, profile), [address, profile]);
  const { value: histograms } = useResource(
    plans.length > 0 ? `${address}:${profile.version}:${plans.map(({ name }) => name).join('\n')}` : null,
    async (signal) => histogramsOf(plans, (await runQuery({ query: histogramQuery(plans), history: false }, signal)).rows),
  );
  return (
    <ul className="tl-profile">
      {profile.columns.map((column) => (
        <ProfileRow
          key={column.name}
          column={column}
          rowCount={profile.rowCount}
          plan={plans.find(({ name }) => name === column.name)}
          bins={histograms?.get(column.name)}
        />
      ))}
    </ul>
  );
}

function plansFor(address: string, profile: TableProfile): HistogramPlan[] {
  const parts = parseTableName(address);
  if (!parts) return [];
  const source = `${sqlNameOf(parts)} VERSION AS OF ${profile.version}`;
  return profile.columns.flatMap((column) => planHistogram(column, source) ?? []);
}

interface RowProps {
  readonly column: ColumnProfile;
  readonly rowCount: number | undefined;
  readonly plan: HistogramPlan | undefined;
  readonly bins: readonly HistogramBin[] | undefined;
}

function ProfileRow({ column, rowCount, plan, bins }: RowProps) {
  return (
    <li className="tl-profile__column">
      <div className="tl-profile__head">
        <h3>{column.name}</h3>
        <code className="tl-muted">{typeSummary(parseType(column.type))}</code>
      </div>
      <dl className="tl-profile__facts">
        <dt>Nulls</dt>
        <dd>{nulls(column.nullCount, rowCount)}</dd>
        <dt>Distinct</dt>
        <dd>{column.approximateDistinctCount === undefined ? 'not counted' : `≈ ${formatCount(column.approximateDistinctCount)}`}</dd>
        <dt>Least</dt>
        <dd className="tl-clip" title={column.minimum}>{boundText(column.minimum)}</dd>
        <dt>Greatest</dt>
        <dd className="tl-clip" title={column.maximum}>{boundText(column.maximum)}</dd>
      </dl>
      <div className="tl-profile__pictures">
        {plan && bins && <Histogram name={column.name} bins={bins} isTime={plan.isTime} greatest={plan.greatest} />}
        {column.topValues && <ValueBars name={column.name} values={column.topValues} rowCount={rowCount} />}
      </div>
    </li>
  );
}

/** The log's times without the zeros that say nothing. */
function boundText(text: string | undefined): string {
  if (text === undefined) return 'unknown';
  return text.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.0+)?(Z?)$/, '$1 $2$3');
}

function nulls(count: number | undefined, rows: number | undefined): string {
  if (count === undefined) return 'not counted';
  const share = rows ? ` (${((count / rows) * 100).toFixed(count > 0 && count / rows < 0.01 ? 2 : 0)} %)` : '';
  return `${formatCount(count)}${count > 0 ? share : ''}`;
}
