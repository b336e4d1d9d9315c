import { array } from '../model/decode';
import type { PipelineRequest, SourceRequest } from '../model/pipelineForm';
import { decodeLedger, type Ledger } from '../model/pipelineLedger';
import {
  decodePipeline, decodePreview, decodeRedriven, decodeRejectPage, type Pipeline, type Preview, type RecordFormat, type Redriven, type RejectPage,
} from '../model/pipelines';
import type { PipelineCommand } from '../model/pipelineWords';
import { ask, path, tell } from './http';

export function listPipelines(signal?: AbortSignal): Promise<readonly Pipeline[]> {
  return ask(path('pipelines'), array(decodePipeline), { signal });
}

export function addPipeline(request: PipelineRequest): Promise<Pipeline> {
  return ask(path('pipelines'), decodePipeline, { method: 'POST', json: request });
}

/** Forgets the pipeline; its table stays, with the positions in its log. */
export function deletePipeline(name: string): Promise<void> {
  return tell(path('pipelines', name), { method: 'DELETE' });
}

export function commandPipeline(name: string, command: PipelineCommand): Promise<Pipeline> {
  return ask(path('pipelines', name, command), decodePipeline, { method: 'POST', json: {} });
}

/** `earliest`, `latest`, an ISO time, or the next offset to read by `topic/partition`. */
export function resetPipeline(name: string, to: string | Readonly<Record<string, number>>): Promise<Pipeline> {
  return ask(path('pipelines', name, 'reset'), decodePipeline, { method: 'POST', json: { to } });
}

export function getLedger(name: string, signal?: AbortSignal): Promise<Ledger> {
  return ask(path('pipelines', name, 'ledger'), decodeLedger, { signal });
}

export function getRejects(name: string, limit: number, offset: number, signal?: AbortSignal): Promise<RejectPage> {
  return ask(path('pipelines', name, 'rejects'), decodeRejectPage, { options: { limit, offset }, signal });
}

/** Puts rejects into the table once more; `values` replaces what some of them hold. */
export function redrive(name: string, ids: readonly string[], values: Readonly<Record<string, string>>): Promise<Redriven> {
  return ask(path('pipelines', name, 'redrive'), decodeRedriven, { method: 'POST', json: { ids, ...(Object.keys(values).length > 0 ? { values } : {}) } });
}

export function previewSource(source: SourceRequest, format: RecordFormat, limit: number, signal?: AbortSignal): Promise<Preview> {
  return ask(path('pipelines', 'preview'), decodePreview, { method: 'POST', json: { source, format, limit }, signal });
}
