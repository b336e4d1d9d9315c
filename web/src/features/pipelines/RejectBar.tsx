import { formatCount, plural } from '../../model/format';
import type { Pipeline, RejectPage } from '../../model/pipelines';
import { chosenValues, type RejectChoice } from '../../model/rejectChoice';
import { parseTableName, sqlNameOf } from '../../model/tableName';
import { Button } from '../../ui/Button';
import { IconButton } from '../../ui/IconButton';
import { useSlots } from './pipelineContext';

interface RejectBarProps {
  readonly pipeline: Pipeline;
  readonly page: RejectPage;
  readonly offset: number;
  readonly pageSize: number;
  readonly choice: RejectChoice;
  readonly isBusy: boolean;
  readonly hasNewer: boolean;
  readonly onRedrive: () => void;
  readonly onOffset: (offset: number) => void;
  readonly onReload: () => void;
  readonly onClear: () => void;
}

/** What is chosen and what to do with it; where one is in the list. */
export function RejectBar({ pipeline, page, offset, pageSize, choice, isBusy, hasNewer, onRedrive, onOffset, onReload, onClear }: RejectBarProps) {
  const { openQuery } = useSlots();
  const chosen = choice.selected.size;
  const mended = Object.keys(chosenValues(choice)).length;
  const last = Math.min(page.total, offset + page.rows.length);
  const query = (): void => openQuery({ title: `${pipeline.name} rejects`, query: `SELECT *\nFROM ${rejectsTable(pipeline.table)}\nORDER BY rejected_at DESC\nLIMIT 100` });
  return (
    <div className="tl-pl__bar" role="toolbar" aria-label="Rejects">
      <Button variant="primary" disabled={chosen === 0 || isBusy} onClick={onRedrive}>
        {chosen === 0 ? 'Redrive' : `Redrive ${formatCount(chosen)}`}
      </Button>
      {chosen > 0 && <Button variant="ghost" onClick={onClear}>Clear</Button>}
      <span className="tl-muted" role="status">{chosen === 0 ? 'Choose records to put them into the table once more.' : `${formatCount(chosen)} chosen${mended > 0 ? `, ${formatCount(mended)} of them mended` : ''}`}</span>
      <span className="tl-pl__rest" />
      {hasNewer && <Button size="small" icon="refresh" onClick={onReload}>Newer rejects</Button>}
      <Button size="small" icon="query" onClick={query}>Query</Button>
      <span className="tl-muted">{formatCount(Math.min(offset + 1, last))}–{formatCount(last)} of {plural(page.total, 'reject')}</span>
      <IconButton size="small" icon="back" label="The page before" disabled={offset === 0} onClick={() => onOffset(Math.max(0, offset - pageSize))} />
      <IconButton size="small" icon="forward" label="The next page" disabled={last >= page.total} onClick={() => onOffset(offset + pageSize)} />
    </div>
  );
}

function rejectsTable(table: string): string {
  const parts = parseTableName(table);
  return parts ? sqlNameOf({ ...parts, table: `${parts.table}__rejects` }) : `${table}__rejects`;
}
