import { parseDrafts } from '../../model/tabsDraft';
import type { TabDraft } from '../../model/tabsMerge';
import { write } from './draftStore';

const key = 'tideline.recentlyClosed';
const most = 30;
/** Together they must leave room for drafts. */
const longestQuery = 40_000;

/** Tabs that were closed in this browser: an address of one, in a bookmark or in the browser's history, may come back. */
export interface ClosedTabs {
  readonly add: (tab: TabDraft) => void;
  readonly find: (id: string) => TabDraft | undefined;
}

export function browserClosedTabs(storage: Storage): ClosedTabs {
  const all = (): readonly TabDraft[] => parseDrafts(storage.getItem(key) ?? '');
  return {
    add: (tab) => {
      if (tab.query.length > longestQuery || (tab.query.trim() === '' && tab.queryId === undefined)) return;
      write(storage, key, JSON.stringify([tab, ...all().filter(({ id }) => id !== tab.id)].slice(0, most)));
    },
    find: (id) => all().find((tab) => tab.id === id),
  };
}
