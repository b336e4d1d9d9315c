import { useCallback, useEffect, useMemo, useState } from 'react';
import { getLive } from '../../api/live';
import { LiveList } from '../../features/live/LiveList';
import { WatchPlace } from '../../features/live/WatchPlace';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Link } from '../Link';
import { openQuery } from '../openQuery';
import { go } from '../router';
import { notify } from '../notices';
import { frameRenderer } from './frameRenderer';

const onProblem = (text: string) => notify({ text, tone: 'bad' });

export function LivePage({ liveId }: { readonly liveId: string | undefined }) {
  return liveId === undefined ? <LiveOverview /> : <LiveView key={liveId} liveId={liveId} />;
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

function LiveView({ liveId }: { readonly liveId: string }) {
  const [view, setView] = useState<unknown>();
  const request = useMemo(() => ({ liveId }), [liveId]);
  const render = useCallback(frameRenderer(view, setView), [view]);
  const query = useLiveQuery(liveId);
  return (
    <div className="tl-live-view">
      <div className="tl-live-view__head">
        <Link to={{ place: 'live' }} className="tl-button tl-button--ghost tl-button--small"><Icon name="back" />All live queries</Link>
        <h1 className="tl-hidden">Live result</h1>
        {query !== undefined && (
          <>
            <code className="tl-live-view__query" title={query}>{query.replace(/\s+/g, ' ').trim()}</code>
            <Button size="small" icon="query" onClick={() => openQuery({ query, view: { live: true } })}>Open in a tab</Button>
          </>
        )}
      </div>
      <WatchPlace request={request} renderFrame={render} />
    </div>
  );
}

/** The statement behind an id. That there is none is told by the watching view. */
function useLiveQuery(liveId: string): string | undefined {
  const [query, setQuery] = useState<string>();
  useEffect(() => {
    const controller = new AbortController();
    getLive(liveId, controller.signal).then((live) => setQuery(live.query), () => undefined);
    return () => controller.abort();
  }, [liveId]);
  return query;
}
