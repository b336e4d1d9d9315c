import type { Failure } from './apiError';
import type { Pipeline, PipelineEvent } from './pipelines';
import { addSample, type Sample } from './pipelineSamples';

/** All pipelines, and what was measured of each while this page looked on. */
export interface PipelineList {
  /** By name; undefined until they were listed. */
  readonly pipelines: readonly Pipeline[] | undefined;
  readonly samples: Readonly<Record<string, readonly Sample[]>>;
  readonly error?: Failure;
}

export type PipelineListAction =
  | { readonly type: 'listed'; readonly pipelines: readonly Pipeline[]; readonly now: number }
  | { readonly type: 'event'; readonly event: PipelineEvent; readonly now: number }
  | { readonly type: 'failed'; readonly error: Failure };

export const noPipelines: PipelineList = { pipelines: undefined, samples: {} };

export function reducePipelines(list: PipelineList, action: PipelineListAction): PipelineList {
  switch (action.type) {
    case 'listed': {
      const samples = Object.fromEntries(action.pipelines.map((pipeline) => [pipeline.name, addSample(list.samples[pipeline.name] ?? [], pipeline, action.now)]));
      return { pipelines: sorted(action.pipelines), samples };
    }
    case 'failed':
      return { ...list, error: action.error };
    case 'event':
      return afterEvent(list, action.event, action.now);
  }
}

function afterEvent(list: PipelineList, event: PipelineEvent, now: number): PipelineList {
  if (event.kind === 'removed') {
    const { [event.name]: _, ...samples } = list.samples;
    const pipelines = list.pipelines?.filter(({ name }) => name !== event.name);
    return { ...list, pipelines, samples };
  }
  const { pipeline } = event;
  const samples = { ...list.samples, [pipeline.name]: addSample(list.samples[pipeline.name] ?? [], pipeline, now) };
  // Before the list has come, one of them would look like all there are.
  if (!list.pipelines) return { ...list, samples };
  const others = list.pipelines.filter(({ name }) => name !== pipeline.name);
  return { ...list, pipelines: sorted([...others, pipeline]), samples };
}

function sorted(pipelines: readonly Pipeline[]): readonly Pipeline[] {
  return [...pipelines].sort((left, right) => (left.name < right.name ? -1 : 1));
}
