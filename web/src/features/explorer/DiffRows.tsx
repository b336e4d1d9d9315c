import { getRowDiff } from '../../api/tables';
import { Button } from '../../ui/Button';
import { formatCount } from '../../model/format';
import { rowDiffText, rowSideText } from '../../model/rowDiff';
import type { RowDiff, RowDiffSide } from '../../model/tableTypes';
import { useSlots } from './explorerContext';
import { ErrorBox, RowsSkeleton } from '../../ui/states';
import { useResource } from '../../ui/useResource';

interface DiffRowsProps {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const rowHeight = 28;
const mostShown = 8;
/** The grid's tools, its head, and room for a scroll bar. */
const headHeight = 104;

/** Rows that came and rows that went between two versions, and a statement for all of them. */
export function DiffRows({ name, from, to }: DiffRowsProps) {
  const { openQuery } = useSlots();
  const { value, error, reload } = useResource(`${name}:${from}-${to}`, (signal) => getRowDiff(name, from, to, signal));
  const query = value?.query;
  const title = `${name}, ${formatCount(from)} to ${formatCount(to)}`;
  return (
    <section aria-labelledby="diff-rows-title">
      <div className="tl-place__bar tl-diff-rows__head">
        <h2 id="diff-rows-title">Rows</h2>
        {query !== undefined && <Button size="small" onClick={() => openQuery({ title, query })}>Open as a query</Button>}
      </div>
      {error && <ErrorBox title="The rows can't be compared" error={error} onRetry={reload} />}
      {!error && !value && <RowsSkeleton rows={4} />}
      {value && <Sides diff={value} />}
    </section>
  );
}

/** As many rows as there are, up to some; the rest scrolls. */
function gridHeight(rows: number): number {
  return headHeight + Math.min(rows, mostShown) * rowHeight;
}

function Sides({ diff }: { readonly diff: RowDiff }) {
  return (
    <div className="tl-diff-rows">
      <p className={diff.method === 'none' ? 'tl-note' : 'tl-muted'}>{rowDiffText(diff)}</p>
      <Side title="Rows added" side={diff.added} />
      <Side title="Rows removed" side={diff.removed} />
    </div>
  );
}

function Side({ title, side }: { readonly title: string; readonly side: RowDiffSide }) {
  const { renderRows } = useSlots();
  if (side.rowCount === 0 || (side.rowCount === undefined && side.rows.length === 0)) return null;
  return (
    <section aria-label={title}>
      <h3>{title} <span className="tl-muted">{rowSideText(side)}</span></h3>
      {side.rows.length > 0 && <div className="tl-diff-rows__grid" style={{ height: gridHeight(side.rows.length) }}>{renderRows(side)}</div>}
    </section>
  );
}
