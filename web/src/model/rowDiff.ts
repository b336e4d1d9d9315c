import { formatCount, plural } from './format';
import type { RowDiff, RowDiffSide } from './tableTypes';

/** How the rows were found, so that nobody takes a rewritten row for a changed one. */
export function rowDiffText(diff: RowDiff): string {
  if (diff.method === 'none') return diff.reason ?? 'These versions were not compared row by row.';
  if (diff.added.rowCount === 0 && diff.removed.rowCount === 0) {
    return 'Files were rewritten, but each row is still there: no row was added or removed.';
  }
  if (diff.method === 'files') return 'No row was rewritten: these are the rows of the files that came or went.';
  const both = 'Files were rewritten. Rows that were only copied are left out; a changed row is listed as removed and as added.';
  const all = Math.max(diff.added.columns.length, diff.removed.columns.length);
  const shared = diff.comparedColumns.length;
  return shared === all ? both : `${both} Compared by the ${plural(shared, 'column')} that both versions have.`;
}

/** "100 of 2,345" when not all are at hand. */
export function rowSideText({ rows, rowCount }: RowDiffSide): string {
  if (rowCount === undefined) return `the first ${formatCount(rows.length)}`;
  return rows.length < rowCount ? `${formatCount(rows.length)} of ${formatCount(rowCount)}` : formatCount(rowCount);
}
