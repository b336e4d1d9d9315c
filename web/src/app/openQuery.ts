import type { NewTab } from '../model/tabs';
import { editor } from './editor';
import { go } from './router';

/** Opens a tab with a statement, from anywhere in the page. */
export function openQuery(tab: Omit<NewTab, 'id'>): void {
  editor.open(tab);
  go({ place: 'query' });
}
