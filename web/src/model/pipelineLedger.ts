import { array, DecodeError, number, object, string, type Decoder } from './decode';
import { formatCount, plural } from './format';

/** From the first to the last offset, both included. */
export type OffsetRange = readonly [from: number, to: number];

export interface LedgerPartition {
  readonly topic: string;
  readonly partition: number;
  /** What the table's log covers; absent while it has nothing of this partition. */
  readonly firstOffset?: number;
  readonly lastOffset?: number;
  readonly rows: number;
  readonly rejects: number;
  /** What the broker still has: from the first offset up to, and without, the next one. Absent when it can't be asked. */
  readonly brokerBegin?: number;
  readonly brokerEnd?: number;
  readonly gaps: readonly OffsetRange[];
  readonly overlaps: readonly OffsetRange[];
  /** Where somebody set the position to: what that skipped or read again is no gap and no overlap. */
  readonly resets?: readonly number[];
}

export interface Ledger {
  /** Of the oldest commit that was looked at: its time, or its version. */
  readonly checkedFrom?: string | number;
  readonly partitions: readonly LedgerPartition[];
}

const decodeRange: Decoder<OffsetRange> = (value, path = '$') => {
  const [from, to, ...rest] = array(number)(value, path);
  if (from === undefined || to === undefined || rest.length > 0) throw new DecodeError(path, 'two offsets', value);
  return [from, to];
};

const timeOrVersion: Decoder<string | number> = (value, path) => (typeof value === 'number' ? value : string(value, path));

const decodePartition: Decoder<LedgerPartition> = object(
  { topic: string, partition: number, rows: number, rejects: number, gaps: array(decodeRange), overlaps: array(decodeRange) },
  { firstOffset: number, lastOffset: number, brokerBegin: number, brokerEnd: number, resets: array(number) },
);

export const decodeLedger: Decoder<Ledger> = object<Pick<Ledger, 'partitions'>, { checkedFrom: string | number }>({ partitions: array(decodePartition) }, { checkedFrom: timeOrVersion });

export function rangeText([from, to]: OffsetRange): string {
  return from === to ? formatCount(from) : `${formatCount(from)} – ${formatCount(to)}`;
}

export function rangeSize(ranges: readonly OffsetRange[]): number {
  return ranges.reduce((sum, [from, to]) => sum + Math.max(0, to - from + 1), 0);
}

export interface Verdict {
  readonly tone: 'good' | 'warning' | 'bad';
  readonly title: string;
  readonly text: string;
}

/** Whether anything is missing or double, in one sentence. */
export function ledgerVerdict({ partitions }: Ledger): Verdict {
  const missing = partitions.reduce((sum, { gaps }) => sum + rangeSize(gaps), 0);
  const double = partitions.reduce((sum, { overlaps }) => sum + rangeSize(overlaps), 0);
  const covered = partitions.reduce((sum, { firstOffset, lastOffset }) => sum + (firstOffset === undefined || lastOffset === undefined ? 0 : lastOffset - firstOffset + 1), 0);
  if (missing > 0 || double > 0) {
    const parts = [...(missing > 0 ? [`${plural(missing, 'offset')} missing`] : []), ...(double > 0 ? [`${plural(double, 'offset')} written twice`] : [])];
    return { tone: 'bad', title: parts.join(', '), text: 'The ranges stand by partition below. A broker that deletes records before they are read makes gaps; nothing else should make any.' };
  }
  if (covered === 0) return { tone: 'warning', title: 'Nothing to check yet', text: 'The table’s log has no commit of this pipeline.' };
  const resets = partitions.reduce((sum, { resets: offsets = [] }) => sum + offsets.length, 0);
  if (resets > 0) return { tone: 'warning', title: 'Nothing is missing, nothing is double, but by a reset', text: `The position of a partition was set by hand ${plural(resets, 'time')}: what that skipped is not in the table, what it went back over is there twice.` };
  return { tone: 'good', title: 'Nothing is missing, nothing is double', text: `Every one of ${plural(covered, 'offset')} of ${plural(partitions.length, 'partition')} is in the table’s log exactly once, as a row, a reject or a marker of the broker.` };
}

/** Offsets that the broker no longer has and the table never got; undefined while the broker is silent. */
export function lostToRetention({ lastOffset, brokerBegin }: LedgerPartition): number | undefined {
  if (brokerBegin === undefined) return undefined;
  return lastOffset === undefined ? 0 : Math.max(0, brokerBegin - lastOffset - 1);
}

/** Where the covered offsets stand within all that are known of, as shares of one. */
export function coverage(partition: LedgerPartition): { readonly from: number; readonly to: number } | undefined {
  const { firstOffset, lastOffset, brokerBegin, brokerEnd } = partition;
  if (firstOffset === undefined || lastOffset === undefined) return undefined;
  const begin = Math.min(firstOffset, brokerBegin ?? firstOffset);
  const end = Math.max(lastOffset + 1, brokerEnd ?? lastOffset + 1);
  const size = Math.max(1, end - begin);
  return { from: (firstOffset - begin) / size, to: (lastOffset + 1 - begin) / size };
}
