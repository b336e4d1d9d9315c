import { decodeDraft } from '../../model/tabsDraft';
import type { TabDraft } from '../../model/tabsMerge';

/** What the server has not confirmed, in the browser's storage: it outlives a reload, a crash and a server that is away. */
export interface DraftStore {
  readonly all: () => readonly TabDraft[];
  readonly keep: (draft: TabDraft) => void;
  /** The tab was closed: its draft goes, and its deletion is remembered until the server has done it. */
  readonly remove: (id: string) => void;
  readonly removed: () => readonly string[];
  /** The server has the newest text of the tab, or has deleted it. */
  readonly confirm: (id: string) => void;
}

const draftPrefix = 'tideline.tab.';
const removedPrefix = 'tideline.closed.';

/** A full or forbidden storage must not stop anybody from typing: the server's copy is then the only one. */
export function browserDrafts(storage: Storage): DraftStore {
  const keys = (prefix: string): string[] =>
    Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '').filter((key) => key.startsWith(prefix));
  return {
    all: () => keys(draftPrefix).flatMap((key) => decodeDraft(storage.getItem(key) ?? '') ?? []),
    keep: (draft) => write(storage, `${draftPrefix}${draft.id}`, JSON.stringify(draft)),
    remove: (id) => {
      storage.removeItem(`${draftPrefix}${id}`);
      write(storage, `${removedPrefix}${id}`, '');
    },
    removed: () => keys(removedPrefix).map((key) => key.slice(removedPrefix.length)),
    confirm: (id) => {
      storage.removeItem(`${draftPrefix}${id}`);
      storage.removeItem(`${removedPrefix}${id}`);
    },
  };
}

export function write(storage: Storage, key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch (problem) {
    if (!(problem instanceof DOMException)) throw problem;
  }
}
