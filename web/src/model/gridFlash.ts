import type { Row } from './cellType';

/** More changed cells than this don't flash: when everything did, nothing stands out. */
const mostChanged = 2_000;

/** The columns of each row whose value differs from the row in the same place of the frame before. */
export function changedColumns(before: readonly Row[], after: readonly Row[]): ReadonlyMap<Row, ReadonlySet<number>> {
  const changed = new Map<Row, ReadonlySet<number>>();
  let count = 0;
  after.forEach((row, index) => {
    const old = before[index];
    if (old === row || count > mostChanged) return;
    const columns = new Set(row.flatMap((value, column) => (old && isSame(old[column], value) ? [] : [column])));
    if (columns.size === 0) return;
    changed.set(row, columns);
    count += columns.size;
  });
  return count > mostChanged ? new Map() : changed;
}

function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  return typeof left === 'object' && typeof right === 'object' && left !== null && right !== null && JSON.stringify(left) === JSON.stringify(right);
}
