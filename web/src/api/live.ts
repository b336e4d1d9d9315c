import { array, under } from '../model/decode';
import {
  decodeLiveDetail, decodeLiveEntry, decodeStartedLive, type LiveDetail, type LiveEntry, type StartedLive,
} from '../model/live';
import { ask, path, tell } from './http';

export interface LiveStatement {
  readonly query: string;
  /** As the API takes and tells them: an object by name, or a list. */
  readonly parameters?: unknown;
}

export function startLive(request: LiveStatement, signal?: AbortSignal): Promise<StartedLive> {
  return ask(path('live'), decodeStartedLive, { method: 'POST', json: request, signal });
}

export function listLive(signal?: AbortSignal): Promise<readonly LiveEntry[]> {
  return ask(path('live'), under('live', array(decodeLiveEntry)), { signal });
}

export function getLive(id: string, signal?: AbortSignal): Promise<LiveDetail> {
  return ask(path('live', id), decodeLiveDetail, { signal });
}

export function endLive(id: string): Promise<void> {
  return tell(path('live', id), { method: 'DELETE' });
}
