import { useEffect, useState } from 'react';
import { listen } from '../../api/events';
import { getQuery } from '../../api/queries';
import type { QueryEntry } from '../../model/query';

/** The newest known of a run: asked for once, then told by events until it ends. */
export function useEntry(queryId: string | undefined): QueryEntry | undefined {
  const [entry, setEntry] = useState<QueryEntry>();
  useEffect(() => {
    if (queryId === undefined) return undefined;
    const controller = new AbortController();
    // An answer that was on its way while the run ended must not make it run again.
    const take = (next: QueryEntry): void => setEntry((known) => (known?.queryId === queryId && known.state !== 'running' ? known : next));
    const ask = (): void => {
      // A run that the server has forgotten is told by the results, which ask for its rows.
      getQuery(queryId, controller.signal).then(take, () => undefined);
    };
    ask();
    const leave = listen({
      topics: ['queries'],
      onEvent: (event) => {
        if (event.type === 'query' && event.query.queryId === queryId) take(event.query);
        if (event.type === 'hello' && !event.resumed) ask();
      },
    });
    return () => {
      controller.abort();
      leave();
    };
  }, [queryId]);
  return entry?.queryId === queryId ? entry : undefined;
}
