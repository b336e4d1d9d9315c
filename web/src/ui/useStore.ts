import { useSyncExternalStore } from 'react';
import type { Readable } from '../model/store';

/** The store's state; the component is drawn again when it changes. */
export function useStore<State>(store: Readable<State>): State {
  return useSyncExternalStore(store.subscribe, store.get);
}
