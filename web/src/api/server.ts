import { decodeHealth, type Health } from '../model/server';
import { ask } from './http';

/** The process's and the engine's state; answers also while the engine can't work. */
export function getHealth(signal?: AbortSignal): Promise<Health> {
  return ask('/healthz', decodeHealth, { signal });
}
