import { useEffect, useRef } from 'react';
import { useActiveTab } from '../../features/editor/useEditor';
import type { DrawerName } from '../../model/editorDrawer';
import { useStore } from '../../ui/useStore';
import { editor } from '../editor';
import { go } from '../router';
import { notify } from '../notices';

export interface TabAddress {
  readonly tabId: string | undefined;
  readonly savedId: string | undefined;
  readonly drawer: DrawerName | undefined;
}

/**
 * Keeps the address and the active tab the same. The address wins when it changes (a link, the back button); else the
 * tab that was chosen is written into it. Returns the address's tab if there is no such one.
 */
export function useTabRoute({ tabId, savedId, drawer }: TabAddress): string | undefined {
  const active = useActiveTab(editor)?.id;
  const { tabs } = useStore(editor);
  const isReady = tabs.phase === 'ready';
  const isKnown = tabs.tabs.some(({ id }) => id === tabId);
  // A tab that is closed while it is shown gives way to its neighbour; only an address can lead to one that is gone.
  const lastKnown = useRef<string>();
  if (isKnown) lastKnown.current = tabId;
  const missing = isReady && !isKnown && tabId !== lastKnown.current ? tabId : undefined;

  useEffect(() => {
    if (isReady && isKnown && tabId !== undefined) editor.change({ kind: 'activated', id: tabId });
  }, [tabId, isReady]);

  useEffect(() => {
    if (isReady && active !== undefined && savedId === undefined && active !== tabId && missing === undefined) {
      go(queryRoute(active, editor.get().drawer ?? drawer), tabId !== undefined && isKnown ? 'push' : 'replace');
    }
  }, [active, isReady, tabId === undefined]);

  useEffect(() => {
    if (savedId === undefined || !isReady) return undefined;
    let isLeft = false;
    void editor.saved.openById(savedId).then((isFound) => {
      if (isLeft) return;
      if (!isFound) notify({ text: 'This saved query is gone.', tone: 'bad' });
      const opened = editor.tab?.id;
      go(opened ? { place: 'query', tabId: opened } : { place: 'query' }, 'replace');
    });
    return () => {
      isLeft = true;
    };
  }, [savedId, isReady]);

  useDrawerRoute(isKnown ? tabId : undefined, drawer);
  return missing;
}

/** The panel beside the editor is part of the address, too. */
function useDrawerRoute(tabId: string | undefined, wanted: DrawerName | undefined): void {
  const shown = useStore(editor).drawer;
  useEffect(() => {
    if (wanted !== undefined) editor.showDrawer(wanted);
  }, [wanted]);
  useEffect(() => {
    const now = editor.get().drawer;
    if (tabId !== undefined && now !== wanted) go(queryRoute(tabId, now), 'replace');
  }, [tabId, shown, wanted]);
}

function queryRoute(tabId: string, drawer: DrawerName | undefined) {
  return { place: 'query', tabId, ...(drawer ? { drawer } : {}) } as const;
}
