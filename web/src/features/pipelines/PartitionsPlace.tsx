import { useMemo, useState } from 'react';
import { formatCount } from '../../model/format';
import { partitionOrders, sortPartitions, type PartitionOrder } from '../../model/pipelinePartitions';
import type { PipelinePartition } from '../../model/pipelines';
import { countText, rateText, secondsText } from '../../model/pipelineWords';
import { EmptyState } from '../../ui/EmptyState';

export function PartitionsPlace({ partitions }: { readonly partitions: readonly PipelinePartition[] }) {
  const [order, setOrder] = useState<PartitionOrder>('partition');
  const sorted = useMemo(() => sortPartitions(partitions, order), [partitions, order]);
  const mostLag = Math.max(1, ...partitions.map(({ lagRecords }) => lagRecords ?? 0));
  if (partitions.length === 0) return <EmptyState title="No partitions yet">The source has not told its partitions. They show up as soon as it answers.</EmptyState>;
  return (
    <div className="tl-table-frame" tabIndex={0} role="region" aria-label="Partitions">
      <table className="tl-table tl-table--cards">
        <thead>
          <tr>
            {partitionOrders.map(({ id, title, isNumber }) => (
              <th key={id} scope="col" className={isNumber ? 'tl-num' : undefined} aria-sort={id !== order ? 'none' : id === 'partition' ? 'ascending' : 'descending'}>
                <button type="button" className="tl-pl-sort" onClick={() => setOrder(id)}>{title}<span aria-hidden="true">{id !== order ? '' : id === 'partition' ? ' ↑' : ' ↓'}</span></button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{sorted.map((one) => <Row key={`${one.topic}/${one.partition}`} one={one} mostLag={mostLag} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ one, mostLag }: { readonly one: PipelinePartition; readonly mostLag: number }) {
  const { topic, partition, position, end, lagRecords, lagSeconds, rowsPerSecond, rejects } = one;
  return (
    <tr>
      <th scope="row" className="tl-table__wide">{topic}<span className="tl-muted">/{partition}</span></th>
      <td className="tl-num" data-label="Position">{formatCount(position)}</td>
      <td className="tl-num" data-label="End">{countText(end)}</td>
      <td className="tl-num" data-label="Lag">
        {countText(lagRecords)}
        <span className="tl-pl-bar" aria-hidden="true"><span style={{ width: `${(100 * (lagRecords ?? 0)) / mostLag}%` }} /></span>
      </td>
      <td className="tl-num" data-label="Behind">{secondsText(lagSeconds)}</td>
      <td className="tl-num" data-label="Rows">{rateText(rowsPerSecond)}</td>
      <td className="tl-num" data-label="Rejects">{countText(rejects)}</td>
    </tr>
  );
}
