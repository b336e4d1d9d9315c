import { useEffect } from 'react';
import { useActiveTab } from '../../features/editor/useEditor';
import { useStore } from '../../ui/useStore';
import { editor } from '../editor';
import { go } from '../router';
import { notify } from '../notices';

/**
 * Keeps the address and the active tab the same. The address wins when it changes (a link, the back button); else the
 * tab that was chosen is written into it.
 */
export function useTabRoute(tabId: string | undefined, savedId: string | undefined): void {
  const active = useActiveTab(editor)?.id;
  const { tabs, saved } = useStore(editor);
  const isReady = tabs.phase === 'ready';
  const isKnown = tabs.tabs.some(({ id }) => id === tabId);

  useEffect(() => {
    if (isReady && isKnown && tabId !== undefined) editor.change({ kind: 'activated', id: tabId });
  }, [tabId, isReady]);

  useEffect(() => {
    if (isReady && active !== undefined && savedId === undefined && active !== tabId) {
      go({ place: 'query', tabId: active }, tabId !== undefined && isKnown ? 'push' : 'replace');
    }
  }, [active, isReady]);

  useEffect(() => {
    if (savedId === undefined || !isReady || saved.phase !== 'ready') return;
    const found = saved.queries.find(({ id }) => id === savedId);
    if (found) editor.saved.open(found);
    else notify({ text: 'This saved query is gone.', tone: 'bad' });
    const opened = editor.tab?.id;
    go(opened ? { place: 'query', tabId: opened } : { place: 'query' }, 'replace');
  }, [savedId, isReady, saved.phase]);
}
