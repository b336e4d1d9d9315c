import { useCallback, useMemo, useRef, type ReactNode } from 'react';
import { WatchPlace } from '../../features/live/WatchPlace';
import { ResultsPlace } from '../../features/results/ResultsPlace';
import type { FailedPlace } from '../../features/results/FailedStatement';
import type { EditorTab } from '../../model/tabs';
import { storedParameters } from '../../model/tabsMerge';
import { errorPlace } from '../../model/tabsRun';
import { changedView, tabView } from '../../model/tabView';
import { EmptyState } from '../../ui/EmptyState';
import { Switch } from '../../ui/Switch';
import { editor } from '../editor';
import { exports } from '../exports';
import { modifierName } from '../shortcuts';
import { notify } from '../notices';
import { frameRenderer } from './frameRenderer';
import { useEntry } from './useEntry';

/** The result of a tab's last run, or the moving answer while its live switch is on. */
export function TabResult({ tab }: { readonly tab: EditorTab }) {
  const { results, isLive } = tabView(tab.view);
  // The results tell their view when the hand rests: what changed in the meantime, such as the live switch, stays.
  const newest = useRef(tab.view);
  newest.current = tab.view;
  const keepResults = useCallback(
    (next: unknown) => editor.change({ kind: 'changed', id: tab.id, change: { view: changedView(newest.current, { results: next }) } }),
    [tab.id],
  );
  const entry = useEntry(tab.queryId);
  const actions = (
    <Switch
      label="Live"
      checked={isLive}
      onChange={(on) => editor.change({ kind: 'changed', id: tab.id, change: { view: changedView(tab.view, { isLive: on }) } })}
    />
  );
  if (isLive) return <LiveTab tab={tab} view={results} onViewChange={keepResults} watched={entry?.query} actions={actions} />;
  if (tab.queryId === undefined) {
    return (
      <EmptyState title="No result yet" actions={actions}>
        Run the statement at the cursor with {modifierName} Enter. While Live is on, its answer moves with each commit.
      </EmptyState>
    );
  }
  return <ResultsPlace queryId={tab.queryId} {...(entry ? { entry } : {})} view={results} onViewChange={keepResults} actions={actions} notify={notify} exports={exports} onRunAgain={() => editor.runCurrent()} failedAt={failedPlace(tab)} />;
}

/** In the text as it is now, where the error of the shown statement stands. */
function failedPlace({ run, queryId, query }: EditorTab): FailedPlace | undefined {
  const failed = run?.items.find((item) => item.queryId === queryId && item.state === 'failed');
  const place = failed && errorPlace(failed, query);
  return place && { line: place.line, column: place.column, onGo: () => editor.textEditor?.goTo(place.range) };
}

interface LiveTabProps {
  readonly tab: EditorTab;
  /** The statement that ran last: what is watched doesn't change while the next one is being typed. */
  readonly watched: string | undefined;
  readonly view: unknown;
  readonly onViewChange: (view: unknown) => void;
  readonly actions: ReactNode;
}

function LiveTab({ tab, watched, view, onViewChange, actions }: LiveTabProps) {
  const query = watched ?? (tab.queryId === undefined ? tab.query : undefined);
  const parameters = storedParameters(tab.parameters);
  const key = JSON.stringify(parameters);
  const request = useMemo(() => (query === undefined ? undefined : { query, parameters }), [query, key]);
  const render = useCallback(frameRenderer(view, onViewChange), [view, onViewChange]);
  if (!request || request.query.trim() === '') {
    return <EmptyState title="Nothing to watch yet" actions={actions}>Write a statement and run it: it stays live from then on.</EmptyState>;
  }
  return <WatchPlace request={request} renderFrame={render} actions={actions} />;
}
