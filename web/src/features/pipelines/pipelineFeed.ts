import { useEffect } from 'react';
import { listen } from '../../api/events';
import { listPipelines } from '../../api/pipelines';
import { failureOf } from '../../model/apiError';
import { noPipelines, reducePipelines, type PipelineList } from '../../model/pipelineList';
import type { Pipeline } from '../../model/pipelines';
import { createStore } from '../../model/store';
import { useStore } from '../../ui/useStore';

const store = createStore(reducePipelines, noPipelines);
let isStarted = false;

export function reloadPipelines(): void {
  listPipelines().then(
    (pipelines) => store.dispatch({ type: 'listed', pipelines, now: Date.now() }),
    (problem: unknown) => store.dispatch({ type: 'failed', error: failureOf(problem) }),
  );
}

/** What an answer told, before the stream does. */
export function tookPipeline(pipeline: Pipeline): void {
  store.dispatch({ type: 'event', event: { kind: 'now', pipeline }, now: Date.now() });
}

export function forgotPipeline(name: string): void {
  store.dispatch({ type: 'event', event: { kind: 'removed', name }, now: Date.now() });
}

/** From the first look on, for as long as the page lives: who comes back finds charts without a hole. */
function start(): void {
  if (isStarted) return;
  isStarted = true;
  reloadPipelines();
  listen({
    topics: ['pipelines'],
    onEvent: (event) => {
      if (event.type === 'pipeline') store.dispatch({ type: 'event', event: event.pipeline, now: Date.now() });
      if (event.type === 'hello' && !event.resumed) reloadPipelines();
    },
  });
}

export function usePipelines(): PipelineList {
  useEffect(start, []);
  return useStore(store);
}
