import { formatDuration, plural } from '../../../model/format';
import { Button } from '../../../ui/Button';
import { Icon } from '../../../ui/Icon';
import { RelativeTime } from '../../../ui/RelativeTime';
import { EditorIcon } from '../EditorIcon';
import type { HistoryEntry } from '../services';
import { useEditor } from '../useEditor';

interface Props {
  readonly entry: HistoryEntry;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

const names: Record<HistoryEntry['state'], string> = {
  running: 'Running',
  succeeded: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

export function HistoryItem({ entry, isChosen, onChoose }: Props) {
  const { model, notify } = useEditor();
  const { query, queryId, state, startedAt, totalMs, rowCount, message } = entry;
  const runAgain = (): void => {
    model.open({ query });
    model.runScript();
  };
  const openResult = async (): Promise<void> => {
    try {
      const known = await model.services.queries.entry(queryId);
      model.open({ query: known.query, queryId });
    } catch (problem) {
      notify({ text: model.services.describe(problem).message, action: { label: 'Run again', onSelect: runAgain } });
    }
  };
  return (
    <li className="tl-ed-history-item">
      <div className="tl-ed-history-item__head">
        <input type="checkbox" aria-label={`Choose for a comparison: ${query.slice(0, 60)}`} checked={isChosen} onChange={onChoose} />
        <span className={`tl-ed-run-state tl-ed-run-state--${state}`}>{names[state]}</span>
        <span className="tl-muted"><RelativeTime time={startedAt} /></span>
        <span className="tl-muted tl-ed-digits">
          {[totalMs === undefined ? '' : formatDuration(totalMs), state === 'succeeded' ? plural(rowCount, 'row') : ''].filter((text) => text !== '').join(' · ')}
        </span>
      </div>
      <pre className="tl-ed-history-item__text" tabIndex={0} aria-label="SQL text">{query.slice(0, 4_000)}</pre>
      {message !== undefined && <p className="tl-ed-history-item__problem tl-ed-danger">{message}</p>}
      <div className="tl-ed-history-item__actions">
        <Button variant="ghost" size="small" onClick={() => model.open({ query })}>
          <EditorIcon name="file" /> Open in a tab
        </Button>
        <Button variant="ghost" size="small" onClick={runAgain}>
          <Icon name="play" /> Run again
        </Button>
        {(state === 'succeeded' || state === 'running') && (
          <Button variant="ghost" size="small" onClick={() => void openResult()}>
            <Icon name="tables" /> Result
          </Button>
        )}
      </div>
    </li>
  );
}
