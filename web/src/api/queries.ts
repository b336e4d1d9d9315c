import { array, object, string, under } from '../model/decode';
import {
  decodeQueryAnswer, decodeQueryEntry, decodeResultPage, type QueryAnswer, type QueryEntry, type QueryRequest, type ResultPage,
} from '../model/query';
import { address, ask, path, tell } from './http';

/** Starts a run that belongs to the server; returns its id. */
export function startQuery(request: QueryRequest, signal?: AbortSignal): Promise<string> {
  return ask(path('queries'), under('queryId', string), { method: 'POST', json: request, signal });
}

/** Runs a short statement and waits for its first rows. */
export function runQuery(request: QueryRequest, signal?: AbortSignal): Promise<QueryAnswer> {
  return ask(path('query'), decodeQueryAnswer, { method: 'POST', json: request, signal });
}

export function getQuery(id: string, signal?: AbortSignal): Promise<QueryEntry> {
  return ask(path('queries', id), decodeQueryEntry, { signal });
}

export interface HistoryOptions {
  readonly limit?: number;
  readonly offset?: number;
  readonly search?: string | undefined;
}

export function listQueries(options: HistoryOptions = {}, signal?: AbortSignal): Promise<readonly QueryEntry[]> {
  return ask(path('queries'), under('queries', array(decodeQueryEntry)), { options: { ...options }, signal });
}

/** Stops a run; one that has ended is forgotten with its rows. */
export function cancelQuery(id: string): Promise<void> {
  return tell(path('queries', id), { method: 'DELETE' });
}

export function getRows(id: string, offset: number, limit: number, signal?: AbortSignal): Promise<ResultPage> {
  return ask(path('queries', id, 'rows'), decodeResultPage, { options: { offset, limit }, signal });
}

export type ExportFormat = 'csv' | 'ndjson' | 'json' | 'arrow' | 'parquet';

/** Where a browser downloads the whole result. */
export function exportAddress(id: string, format: ExportFormat): string {
  return address(path('queries', id, 'export'), { format });
}

export type PlanMode = 'simple' | 'extended' | 'formatted' | 'cost';

export function explain(request: Pick<QueryRequest, 'query' | 'parameters'> & { readonly mode?: PlanMode }, signal?: AbortSignal): Promise<string> {
  return ask(path('explain'), under('plan', string), { method: 'POST', json: request, signal });
}

export function listFunctions(signal?: AbortSignal): Promise<readonly string[]> {
  const names = under('functions', array(object({ name: string })));
  return ask(path('functions'), (value) => names(value).map(({ name }) => name), { signal });
}
