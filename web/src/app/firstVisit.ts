import { listen } from '../api/events';
import { getSuggestions, listTables } from '../api/tables';
import { isFirstVisit, isUntouched, tableToShow } from '../model/firstVisit';
import { addressOf, splitListedName } from '../model/tableName';
import type { Suggestion } from '../model/tableTypes';
import { editor } from './editor';

/**
 * Who comes for the first time and names no place sees the lake move instead of an empty tab: the chart of a table that
 * is being written to. Nothing happens once anything was typed or opened. Returns how to give it up.
 */
export function greet(): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  let isAsking = false;
  const look = async (): Promise<void> => {
    const tab = editor.tab;
    if (!tab || !isUntouched(tab) || editor.get().tabs.tabs.length !== 1) return controller.abort();
    if (isAsking) return;
    isAsking = true;
    const found = await movingChart(signal).catch(() => undefined);
    isAsking = false;
    if (!found || signal.aborted) return;
    const { title, query } = found;
    const now = editor.tab;
    if (now && now.id === tab.id && isUntouched(now)) editor.edit({ title, query, view: { live: true, results: { place: 'chart' } } });
    controller.abort();
  };
  const begin = (): void => {
    if (editor.get().tabs.phase !== 'ready') return;
    stopWaiting();
    if (!isFirstVisit(editor.get().tabs)) return;
    // A lake that is being filled has its table a moment later: each commit is another chance.
    const leave = listen({ topics: ['tables'], onEvent: ({ type }) => (type === 'hello' || type === 'table') && void look() });
    signal.addEventListener('abort', leave);
  };
  const stopWaiting = editor.subscribe(begin);
  signal.addEventListener('abort', stopWaiting);
  return () => controller.abort();
}

async function movingChart(signal: AbortSignal): Promise<Suggestion | undefined> {
  const table = tableToShow(await listTables(signal), Date.now());
  if (!table) return undefined;
  const suggestions = await getSuggestions(addressOf(splitListedName(table.name, table.location)), signal);
  return suggestions.find(({ category }) => category === 'time_series');
}
