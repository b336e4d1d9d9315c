import type { StoredTab, TabDraft } from '../model/tabsMerge';
import { decodeSavedQueries, decodeSavedQuery, decodeTab, decodeTabs, type SavedQuery, type SavedQueryDraft } from '../model/workspace';
import { ask, path, tell } from './http';

export function listTabs(signal?: AbortSignal): Promise<readonly StoredTab[]> {
  return ask(path('workspace', 'tabs'), decodeTabs, { signal });
}

/** @param outlivesPage - The request goes on when the page is left. */
export function putTab({ id, ...tab }: TabDraft, outlivesPage = false): Promise<StoredTab> {
  return ask(path('workspace', 'tabs', id), decodeTab, { method: 'PUT', json: tab, outlivesPage });
}

export function deleteTab(id: string): Promise<void> {
  return tell(path('workspace', 'tabs', id), { method: 'DELETE' });
}

export function listSavedQueries(signal?: AbortSignal): Promise<readonly SavedQuery[]> {
  return ask(path('saved-queries'), decodeSavedQueries, { signal });
}

export function addSavedQuery(draft: SavedQueryDraft): Promise<SavedQuery> {
  return ask(path('saved-queries'), decodeSavedQuery, { method: 'POST', json: draft });
}

export function putSavedQuery(id: string, draft: SavedQueryDraft): Promise<SavedQuery> {
  return ask(path('saved-queries', id), decodeSavedQuery, { method: 'PUT', json: draft });
}

export function deleteSavedQuery(id: string): Promise<void> {
  return tell(path('saved-queries', id), { method: 'DELETE' });
}
