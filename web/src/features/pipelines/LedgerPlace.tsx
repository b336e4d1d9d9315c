import { getLedger } from '../../api/pipelines';
import { formatCount, plural } from '../../model/format';
import { coverage, ledgerVerdict, lostToRetention, rangeSize, rangeText, type LedgerPartition, type OffsetRange } from '../../model/pipelineLedger';
import { countText } from '../../model/pipelineWords';
import { Button } from '../../ui/Button';
import { RelativeTime } from '../../ui/RelativeTime';
import { ErrorBox, RowsSkeleton } from '../../ui/states';
import { useResource } from '../../ui/useResource';

/** Whether anything is missing or double: offsets in the table's log against the broker's. */
export function LedgerPlace({ name }: { readonly name: string }) {
  const { value, error, isLoading, reload } = useResource(name, (signal) => getLedger(name, signal));
  if (!value) return error ? <ErrorBox title="The ledger can’t be made" error={error} onRetry={reload} /> : <RowsSkeleton />;
  const { tone, title, text } = ledgerVerdict(value);
  return (
    <>
      <div className={`tl-pl-verdict tl-pl-verdict--${tone}`} role="status">
        <strong>{title}</strong>
        <p>{text}</p>
      </div>
      <div className="tl-pl__bar">
        <span className="tl-muted">Offsets in the table’s log against those of the broker{value.checkedFrom !== undefined && <>, from <Since from={value.checkedFrom} /> on</>}.</span>
        <Button size="small" icon="refresh" disabled={isLoading} onClick={reload}>Check again</Button>
      </div>
      {error && <ErrorBox title="The newest check failed; this is the one before" error={error} />}
      {value.partitions.length > 0 && <LedgerTable partitions={value.partitions} />}
    </>
  );
}

function Since({ from }: { readonly from: string | number }) {
  return typeof from === 'number' ? <>version {formatCount(from)}</> : <RelativeTime time={from} />;
}

function LedgerTable({ partitions }: { readonly partitions: readonly LedgerPartition[] }) {
  return (
    <div className="tl-table-frame" tabIndex={0} role="region" aria-label="Ledger by partition">
      <table className="tl-table tl-table--cards">
        <thead>
          <tr>
            <th scope="col">Partition</th>
            <th scope="col">In the table</th>
            <th scope="col">At the broker</th>
            <th scope="col" className="tl-num">Rows</th>
            <th scope="col" className="tl-num">Rejects</th>
            <th scope="col">Gaps</th>
            <th scope="col">Overlaps</th>
          </tr>
        </thead>
        <tbody>{partitions.map((one) => <Row key={`${one.topic}/${one.partition}`} one={one} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ one }: { readonly one: LedgerPartition }) {
  const { topic, partition, firstOffset, lastOffset, rows, rejects, brokerBegin, brokerEnd, gaps, overlaps, resets = [] } = one;
  const shares = coverage(one);
  const lost = lostToRetention(one) ?? 0;
  return (
    <tr>
      <th scope="row" className="tl-table__wide">{topic}<span className="tl-muted">/{partition}</span></th>
      <td data-label="In the table">
        {firstOffset === undefined || lastOffset === undefined || lastOffset < firstOffset ? 'nothing yet' : rangeText([firstOffset, lastOffset])}
        {shares && <span className="tl-pl-bar" aria-hidden="true"><span style={{ marginLeft: `${100 * shares.from}%`, width: `${100 * (shares.to - shares.from)}%` }} /></span>}
        {resets.length > 0 && <div className="tl-muted">set to {resets.slice(0, mostShown).map(formatCount).join(', ')} by hand</div>}
      </td>
      <td data-label="At the broker">
        {brokerBegin === undefined || brokerEnd === undefined ? 'not known' : brokerEnd > brokerBegin ? rangeText([brokerBegin, brokerEnd - 1]) : 'empty'}
        {lost > 0 && <div className="tl-bad-text">{plural(lost, 'record')} lost to retention</div>}
      </td>
      <td className="tl-num" data-label="Rows">{countText(rows)}</td>
      <td className="tl-num" data-label="Rejects">{countText(rejects)}</td>
      <td data-label="Gaps"><Ranges ranges={gaps} /></td>
      <td data-label="Overlaps"><Ranges ranges={overlaps} /></td>
    </tr>
  );
}

const mostShown = 5;

function Ranges({ ranges }: { readonly ranges: readonly OffsetRange[] }) {
  if (ranges.length === 0) return <span className="tl-muted">none</span>;
  return (
    <span className="tl-bad-text">
      {ranges.slice(0, mostShown).map((range) => <div key={range.join()}>{rangeText(range)}</div>)}
      {ranges.length > mostShown && <div>and {formatCount(ranges.length - mostShown)} more</div>}
      <div className="tl-muted">{plural(rangeSize(ranges), 'offset')}</div>
    </span>
  );
}
