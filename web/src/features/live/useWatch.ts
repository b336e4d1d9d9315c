import { useCallback, useEffect, useReducer, useState } from 'react';
import { listen } from '../../api/events';
import { getLive, startLive } from '../../api/live';
import { failureOf } from '../../model/apiError';
import { noFrames, reduceLive, type LiveAction, type LiveFrames } from '../../model/liveFrames';
import type { QueryParameters } from '../../model/query';

/** What to watch: a statement, or a live query that runs already. */
export type WatchRequest =
  | { readonly liveId: string }
  | { readonly query: string; readonly parameters?: QueryParameters };

export interface Watch {
  readonly live: LiveFrames;
  readonly dispatch: (action: LiveAction) => void;
  /** Asks the server anew, after it refused or dropped the query. */
  readonly restart: () => void;
}

type Action = LiveAction | { readonly type: 'another' };

function reduce(live: LiveFrames, action: Action): LiveFrames {
  return action.type === 'another' ? noFrames : reduceLive(live, action);
}

/** Watches for as long as the component is shown. */
export function useWatch(request: WatchRequest): Watch {
  const [live, dispatch] = useReducer(reduce, noFrames);
  const [round, setRound] = useState(0);
  const [liveId, setLiveId] = useState<string>();
  const key = JSON.stringify(request);

  const restart = useCallback(() => {
    dispatch({ type: 'restarted' });
    setRound((count) => count + 1);
  }, []);

  useEffect(() => () => dispatch({ type: 'another' }), [key]);

  useEffect(() => {
    const controller = new AbortController();
    setLiveId(undefined);
    startedId(request, controller.signal).then(setLiveId, (problem: unknown) => {
      if (!controller.signal.aborted) dispatch({ type: 'failed', error: failureOf(problem) });
    });
    return () => controller.abort();
    // The key says all that the request does.
  }, [key, round]);

  useEffect(() => {
    if (liveId === undefined) return undefined;
    return listen({
      live: [liveId],
      onEvent: (event) => {
        // A server that was started anew knows the statement's id no more, but can run the statement.
        if (event.type === 'ended' && event.reason === 'unknown' && 'query' in request) restart();
        else dispatch({ type: 'event', event });
      },
    });
  }, [liveId]);

  return { live, dispatch, restart };
}

async function startedId(request: WatchRequest, signal: AbortSignal): Promise<string> {
  if (!('liveId' in request)) return (await startLive(request, signal)).liveId;
  return (await getLive(request.liveId, signal)).liveId;
}
