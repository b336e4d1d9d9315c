import { getRows } from '../../api/queries';
import { failureOf } from '../../model/apiError';
import type { Row } from '../../model/cellType';
import { copyText, plainCopy, type CopyFormat, type Selection } from '../../model/copyFormats';
import { formatCount, plural } from '../../model/format';
import type { PlacedColumn } from '../../model/gridLayout';
import { boxOf, type GridSelection } from '../../model/gridSelection';
import type { Notify } from './ExportMenu';
import type { Arranged } from './useResult';

const mostCells = 1_000_000;
const rowsPerFetch = 10_000;

/** Puts the selected cells on the clipboard, also those that were never scrolled to. */
export async function copySelection(arranged: Arranged, placed: readonly PlacedColumn[], selection: GridSelection, format: CopyFormat | undefined, notify: Notify): Promise<void> {
  const box = boxOf(selection);
  const top = Math.max(0, box.top);
  const columns = placed.slice(box.left, box.right + 1);
  const count = Math.max(0, Math.min(box.bottom, arranged.rowCount - 1) - top + 1);
  if (count === 0 || columns.length === 0) return;
  if (count * columns.length > mostCells) {
    notify({ text: `${formatCount(count * columns.length)} cells are too many for the clipboard. Export the result as a file.`, tone: 'bad' });
    return;
  }
  try {
    const rows = await rowsOf(arranged, top, count);
    const chosen: Selection = { columns, rows: rows.map((row) => columns.map(({ index }) => row[index])) };
    await navigator.clipboard.writeText(format === undefined ? plainCopy(chosen) : copyText(chosen, format));
    notify({ text: `Copied ${plural(rows.length, 'row')} of ${plural(columns.length, 'column')}` });
  } catch (problem) {
    notify({ text: `Nothing was copied. ${failureOf(problem).message}`, tone: 'bad' });
  }
}

async function rowsOf({ rows, queryId }: Arranged, top: number, count: number): Promise<readonly Row[]> {
  const here = Array.from({ length: count }, (_, at) => rows.row(top + at));
  const all = here.flatMap((row) => (row ? [row] : []));
  if (all.length === count || queryId === undefined) return all;
  const fetched: Row[] = [];
  for (let offset = 0; offset < count; offset += rowsPerFetch) {
    const page = await getRows(queryId, top + offset, Math.min(rowsPerFetch, count - offset));
    fetched.push(...page.rows);
  }
  return fetched;
}
