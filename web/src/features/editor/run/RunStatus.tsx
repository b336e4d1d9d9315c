import { formatBytes, formatDuration, plural } from '../../../model/format';
import { leadingItem, type RunItem } from '../../../model/tabsRun';
import { useActiveTab, useEditor, useEditorState } from '../useEditor';
import { KeepingStatus } from './KeepingStatus';
import { useElapsed } from './useElapsed';

/** One line under the text: how the run goes, where the cursor is, whether the text is kept. */
export function RunStatus() {
  const { model } = useEditor();
  const { cursor } = useEditorState();
  const tab = useActiveTab(model);
  const item = leadingItem(tab?.run);
  const at = tab?.run?.items.findIndex((each) => each === item) ?? 0;
  const count = tab?.run?.items.length ?? 0;
  return (
    <div className="tl-ed-run-status">
      <span className="tl-ed-run-status__run">
        {item ? <ItemFigures item={item} /> : <span className="tl-muted">Not run yet</span>}
        {count > 1 && <span className="tl-muted">statement {at + 1} of {count}</span>}
      </span>
      <span className="tl-muted tl-ed-digits">
        Ln {cursor.line}, Col {cursor.column}
      </span>
      <KeepingStatus />
    </div>
  );
}

const names: Record<RunItem['state'], string> = {
  waiting: 'Waiting',
  starting: 'Starting',
  running: 'Running',
  succeeded: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
  skipped: 'Not run',
};

export function ItemFigures({ item }: { readonly item: RunItem }) {
  const elapsed = useElapsed(item);
  const hasFigures = item.state !== 'waiting' && item.state !== 'skipped' && item.state !== 'failed';
  return (
    <span className="tl-ed-figures">
      <span className={`tl-ed-run-state tl-ed-run-state--${item.state}`} role="status">
        {names[item.state]}
      </span>
      {elapsed !== undefined && <span className="tl-ed-digits">{formatDuration(elapsed)}</span>}
      {hasFigures && <span className="tl-ed-digits">{plural(item.rowCount, 'row')}</span>}
      {hasFigures && item.resultBytes > 0 && <span className="tl-ed-digits">{formatBytes(item.resultBytes)}</span>}
      {item.isTruncated && <span className="tl-ed-warning" title="The statement has more rows than the limit lets through">limited</span>}
    </span>
  );
}
