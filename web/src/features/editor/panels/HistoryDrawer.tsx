import { useEffect, useRef, useState } from 'react';
import { isRunning } from '../../../model/tabsRun';
import { Button } from '../../../ui/Button';
import type { HistoryEntry } from '../services';
import { useActiveTab, useEditor } from '../useEditor';
import { DiffDialog } from './DiffDialog';
import { EmptyState } from '../../../ui/EmptyState';
import { ErrorState } from '../../../ui/ErrorState';
import { Drawer } from './Drawer';
import { Waiting } from './Waiting';
import { HistoryItem } from './HistoryItem';
import { useHistory } from './useHistory';

/** What ran, newest first: find it, run it again, see its result, compare two texts. */
export function HistoryDrawer() {
  const { model } = useEditor();
  const [search, setSearch] = useState('');
  const history = useHistory(search);
  const [chosen, setChosen] = useState<readonly HistoryEntry[]>([]);
  const [isComparing, setIsComparing] = useState(false);
  const isBusy = isRunning(useActiveTab(model)?.run);
  useEffect(() => history.refresh(), [isBusy, history.refresh]);

  const choose = (entry: HistoryEntry): void => {
    const isChosen = chosen.some(({ queryId }) => queryId === entry.queryId);
    setChosen(isChosen ? chosen.filter(({ queryId }) => queryId !== entry.queryId) : [...chosen, entry].slice(-2));
  };
  const tools = (
    <Button disabled={chosen.length !== 2} title="Choose two queries to compare" onClick={() => setIsComparing(true)}>
      Compare {chosen.length}/2
    </Button>
  );
  return (
    <Drawer title="History" tools={tools}>
      <input className="tl-input" type="search" aria-label="Search the history" placeholder="Search in SQL" value={search} onChange={({ target }) => setSearch(target.value)} />
      <ul className="tl-ed-history" aria-label="Queries that ran">
        {history.entries.map((entry) => (
          <HistoryItem
            key={entry.queryId}
            entry={entry}
            isChosen={chosen.some(({ queryId }) => queryId === entry.queryId)}
            onChoose={() => choose(entry)}
          />
        ))}
      </ul>
      {history.phase === 'loading' && <Waiting label="Loading the history" />}
      {history.phase === 'failed' && <ErrorState title="The history could not be loaded" message={history.problem} code={history.code} onRetry={history.more} />}
      {history.phase === 'ready' && history.entries.length === 0 && (
        search === '' ? <EmptyState title="Nothing ran yet.">Every statement that you run appears here.</EmptyState> : <EmptyState title={`No query has “${search}” in its text.`} />
      )}
      {history.phase === 'ready' && history.hasMore && <Older onMore={history.more} />}
      {isComparing && <DiffDialog entries={chosen} onClose={() => setIsComparing(false)} />}
    </Drawer>
  );
}

/** Brings older ones when it is scrolled into view, so that the whole history is one list. */
function Older({ onMore }: { readonly onMore: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) onMore();
    });
    if (button.current) observer.observe(button.current);
    return () => observer.disconnect();
  }, [onMore]);
  return <Button ref={button} onClick={onMore}>Older queries</Button>;
}
