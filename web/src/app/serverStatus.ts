import { connectionState, listen, reconnectNow } from '../api/events';
import { getHealth } from '../api/server';
import type { EngineStatus } from '../model/serverEvents';
import { createStore } from '../model/store';

/** What the footer tells. */
export interface ServerStatus {
  readonly version?: string;
  readonly engine?: EngineStatus;
  readonly newestCommit?: { readonly table: string; readonly timestamp: string };
}

const store = createStore<ServerStatus, Partial<ServerStatus>>((status, change) => ({ ...status, ...change }), {});

export const serverStatus = { get: store.get, subscribe: store.subscribe };

async function askHealth(): Promise<void> {
  try {
    const { version, engine } = await getHealth();
    // The stream's word for an engine that can work.
    const state = engine.isReady ? 'running' : engine.state;
    store.dispatch({ version, engine: { state, engine: engine.kind, restarts: engine.restarts, ...(engine.version ? { version: engine.version } : {}) } });
  } catch {
    // The footer says that the connection is lost; it asks again when it is back.
  }
}

/** Keeps the status for as long as the page lives. */
export function startServerStatus(): void {
  void askHealth();
  connectionState.subscribe(() => {
    if (connectionState.get() === 'open') void askHealth();
  });
  addEventListener('online', reconnectNow);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') reconnectNow();
  });
  listen({
    topics: ['engine', 'tables'],
    onEvent: (event) => {
      if (event.type === 'engine') store.dispatch({ engine: event.engine });
      if (event.type === 'table' && event.table.kind === 'commit') {
        store.dispatch({ newestCommit: { table: event.table.table, timestamp: event.table.timestamp } });
      }
    },
  });
}
