import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { listen } from '../../api/events';
import { getLive, startLive, type LiveStatement } from '../../api/live';
import { ApiError, failureOf } from '../../model/apiError';
import { retryDelay } from '../../model/eventHub';
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
  const attempts = useRef(0);
  const statement = useRef<LiveStatement>();
  const key = JSON.stringify(request);

  const restart = useCallback(() => {
    dispatch({ type: 'restarted' });
    setRound((count) => count + 1);
  }, []);

  useEffect(
    () => () => {
      statement.current = undefined;
      dispatch({ type: 'another' });
    },
    [key],
  );

  useEffect(() => {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    setLiveId(undefined);
    const started = (id: string): void => {
      attempts.current = 0;
      setLiveId(id);
    };
    const refused = (problem: unknown): void => {
      if (controller.signal.aborted) return;
      dispatch({ type: 'failed', error: failureOf(problem) });
      if (!(problem instanceof ApiError) || !problem.isPassing) return;
      // The server, or its engine, is on its way back.
      attempts.current += 1;
      timer = setTimeout(() => setRound((count) => count + 1), retryDelay(attempts.current));
    };
    startedId(request, statement, controller.signal).then(started, refused);
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
    // The key says all that the request does.
  }, [key, round]);

  useEffect(() => {
    if (liveId === undefined) return undefined;
    return listen({
      live: [liveId],
      onEvent: (event) => {
        // A server that was started anew knows the statement's id no more, but can run the statement.
        if (event.type === 'ended' && event.reason === 'unknown' && statement.current) restart();
        else dispatch({ type: 'event', event });
      },
    });
  }, [liveId]);

  return { live, dispatch, restart };
}

/** The first time by its id, if that is what was asked for; from then on by its statement, which outlives the id. */
async function startedId(request: WatchRequest, statement: { current: LiveStatement | undefined }, signal: AbortSignal): Promise<string> {
  if ('query' in request) statement.current = request;
  if (statement.current) return (await startLive(statement.current, signal)).liveId;
  if (!('liveId' in request)) throw new Error('There is nothing to watch.');
  const { liveId, query, parameters } = await getLive(request.liveId, signal);
  statement.current = { query, parameters };
  return liveId;
}
