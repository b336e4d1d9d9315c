import { failureOf } from '../../../model/apiError';
import type { GridRows } from '../../../model/gridRows';
import { Button } from '../../../ui/Button';

/** Rows that could not be brought; those that are here stay. */
export function GridTrouble({ rows }: { readonly rows: GridRows }) {
  return (
    <div className="tl-grid__trouble" role="alert">
      <span>Some rows could not be brought. {failureOf(rows.failure).message}</span>
      <Button size="small" icon="refresh" onClick={() => rows.retry()}>Try again</Button>
    </div>
  );
}
