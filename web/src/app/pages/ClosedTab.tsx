import { useEffect } from 'react';
import { inputsOf } from '../../model/tabsMerge';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { editor } from '../editor';
import { openQuery } from '../openQuery';
import { go } from '../router';

/** An address of a tab that is no more: what can be had of it. */
export function ClosedTab({ tabId }: { readonly tabId: string }) {
  const known = editor.closed.find(tabId);
  useEffect(() => {
    document.title = 'Closed query – Tideline';
  }, []);
  const reopen = (): void => {
    if (!known) return;
    const { title, query, parameters, view, queryId, savedQueryId } = known;
    openQuery({ title, query, parameters: inputsOf(parameters), view, ...(queryId === undefined ? {} : { queryId }), ...(savedQueryId === undefined ? {} : { savedQueryId }) });
  };
  return (
    <EmptyState
      title={known ? `“${known.title}” was closed` : 'There is no such query tab'}
      actions={
        <>
          {known && <Button variant="primary" onClick={reopen}>Open it again</Button>}
          <Button icon="clock" onClick={() => go({ place: 'query', drawer: 'history' })}>Look in the history</Button>
          <Button onClick={() => go({ place: 'query' })}>Go to the open tabs</Button>
        </>
      }
    >
      {known ? (
        <pre className="tl-closed-tab" tabIndex={0} aria-label="Its text">{known.query.slice(0, 2_000)}</pre>
      ) : (
        'It was closed, or it is a tab of another Tideline. What ran in it is in the history.'
      )}
    </EmptyState>
  );
}
