import { useCallback, useEffect, useMemo, useState } from 'react';
import { getLive } from '../../api/live';
import { LiveList } from '../../features/live/LiveList';
import type { WatchRequest } from '../../features/live/useWatch';
import { WatchPlace } from '../../features/live/WatchPlace';
import { ApiError, failureOf, type Failure } from '../../model/apiError';
import { liveAddressOf, type LiveAddress } from '../../model/liveAddress';
import { inputsOf } from '../../model/tabsMerge';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Icon } from '../../ui/Icon';
import { Spinner } from '../../ui/Spinner';
import { Link } from '../Link';
import { openQuery } from '../openQuery';
import { go } from '../router';
import { notify } from '../notices';
import { frameRenderer } from './frameRenderer';

const onProblem = (text: string) => notify({ text, tone: 'bad' });

export interface LivePageProps {
  readonly liveId: string | undefined;
  readonly statement: LiveAddress | undefined;
}

export function LivePage({ liveId, statement }: LivePageProps) {
  if (statement) return <LiveStatement key={JSON.stringify(statement)} statement={statement} />;
  return liveId === undefined ? <LiveOverview /> : <LiveById key={liveId} liveId={liveId} />;
}

function LiveOverview() {
  useEffect(() => {
    document.title = 'Live – Tideline';
  }, []);
  return (
    <div className="tl-page">
      <div className="tl-page__head">
        <h1>Live</h1>
        <p className="tl-muted">Queries that run again by themselves when their tables change.</p>
      </div>
      <LiveList
        renderLink={(liveId, text) => <Link to={{ place: 'live', liveId }}>{text}</Link>}
        emptyActions={<Button variant="primary" onClick={() => go({ place: 'query' })}>Go to Query</Button>}
        onProblem={onProblem}
      />
    </div>
  );
}

/** An id lives only as long as somebody watches: the address becomes that of its statement, which can be opened for ever. */
function LiveById({ liveId }: { readonly liveId: string }) {
  const [found, setFound] = useState<string>();
  const [problem, setProblem] = useState<{ readonly failure: Failure; readonly isGone: boolean }>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    setProblem(undefined);
    getLive(liveId, controller.signal).then(
      ({ query, parameters }) => {
        const statement = liveAddressOf(query, parameters);
        if (statement) go({ place: 'live', statement }, 'replace');
        else setFound(query);
      },
      (error: unknown) => {
        if (!controller.signal.aborted) setProblem({ failure: failureOf(error), isGone: error instanceof ApiError && error.status === 404 });
      },
    );
    return () => controller.abort();
  }, [liveId, round]);
  const request = useMemo(() => ({ liveId }), [liveId]);
  if (found !== undefined) return <LiveView query={found} request={request} onOpen={() => openQuery({ query: found, view: { live: true } })} />;
  const all = <Button onClick={() => go({ place: 'live' })}>All live queries</Button>;
  if (problem?.isGone) {
    return <EmptyState title="This live query is no more" actions={all}>Its address holds only a number, which ends when nobody watches any more or the server starts anew. Addresses that hold the statement last.</EmptyState>;
  }
  if (problem) return <ErrorState title="This query can’t be watched" message={problem.failure.message} code={problem.failure.code} onRetry={() => setRound(round + 1)} actions={all} />;
  return <EmptyState title="Asking what is watched"><Spinner label="Loading" /></EmptyState>;
}

function LiveStatement({ statement }: { readonly statement: LiveAddress }) {
  const { query, parameters = {} } = statement;
  return <LiveView query={query} request={statement} onOpen={() => openQuery({ query, parameters: inputsOf(parameters), view: { live: true } })} />;
}

interface LiveViewProps {
  readonly query: string;
  readonly request: WatchRequest;
  readonly onOpen: () => void;
}

function LiveView({ query, request, onOpen }: LiveViewProps) {
  const [view, setView] = useState<unknown>();
  const render = useCallback(frameRenderer(view, setView), [view]);
  const line = query.replace(/\s+/g, ' ').trim();
  useEffect(() => {
    document.title = `${line.slice(0, 60)} – Live – Tideline`;
  }, [line]);
  return (
    <div className="tl-live-view">
      <div className="tl-live-view__head">
        <Link to={{ place: 'live' }} className="tl-button tl-button--ghost tl-button--small"><Icon name="back" />All live queries</Link>
        <h1 className="tl-hidden">Live result</h1>
        <code className="tl-live-view__query" title={query}>{line}</code>
        <Button size="small" icon="query" onClick={onOpen}>Open in a tab</Button>
      </div>
      <WatchPlace request={request} renderFrame={render} />
    </div>
  );
}
