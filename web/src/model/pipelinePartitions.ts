import type { PipelinePartition } from './pipelines';

export type PartitionOrder = 'partition' | 'position' | 'end' | 'lag' | 'behind' | 'rate' | 'rejects';

export const partitionOrders: readonly { readonly id: PartitionOrder; readonly title: string; readonly isNumber: boolean }[] = [
  { id: 'partition', title: 'Partition', isNumber: false },
  { id: 'position', title: 'Position', isNumber: true },
  { id: 'end', title: 'End', isNumber: true },
  { id: 'lag', title: 'Lag', isNumber: true },
  { id: 'behind', title: 'Behind', isNumber: true },
  { id: 'rate', title: 'Rows', isNumber: true },
  { id: 'rejects', title: 'Rejects', isNumber: true },
];

const values: Readonly<Record<Exclude<PartitionOrder, 'partition'>, (partition: PipelinePartition) => number | undefined>> = {
  position: ({ position }) => position,
  end: ({ end }) => end,
  lag: ({ lagRecords }) => lagRecords,
  behind: ({ lagSeconds }) => lagSeconds,
  rate: ({ rowsPerSecond }) => rowsPerSecond,
  rejects: ({ rejects }) => rejects,
};

/** By topic and number, or by a figure with the largest first; what isn't known comes last. */
export function sortPartitions(partitions: readonly PipelinePartition[], order: PartitionOrder): readonly PipelinePartition[] {
  const byName = [...partitions].sort((left, right) => (left.topic === right.topic ? left.partition - right.partition : left.topic < right.topic ? -1 : 1));
  if (order === 'partition') return byName;
  const value = values[order];
  return byName.sort((left, right) => (value(right) ?? -1) - (value(left) ?? -1));
}
