import { runNews } from '../model/runNews';
import { editor } from './editor';
import { notify } from './notices';
import { go, route } from './router';

/** Tells of runs that end while another tab or place is shown; returns how to stop. */
export function tellOutcomes(): () => void {
  return editor.onRunOver((tab) => {
    const shown = route.get();
    const isSeen = shown.place === 'query' && (shown.tabId ?? editor.tab?.id) === tab.id;
    const news = isSeen ? undefined : runNews(tab.title, tab.run);
    if (news) notify({ ...news, action: { label: 'Show', onSelect: () => go({ place: 'query', tabId: tab.id }) } });
  });
}
