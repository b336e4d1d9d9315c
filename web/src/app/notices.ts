import { createStore } from '../model/store';

export interface Notice {
  readonly text: string;
  readonly tone?: 'neutral' | 'good' | 'bad';
  readonly action?: { readonly label: string; readonly onSelect: () => void };
}

interface ShownNotice extends Notice {
  readonly id: number;
}

type Action = { readonly type: 'show'; readonly notice: ShownNotice } | { readonly type: 'close'; readonly id: number };

const mostShown = 4;
const store = createStore<readonly ShownNotice[], Action>(
  (shown, action) =>
    action.type === 'show'
      ? [...shown.filter(({ text }) => text !== action.notice.text), action.notice].slice(-mostShown)
      : shown.filter(({ id }) => id !== action.id),
  [],
);
let nextId = 1;

export const toasts = { get: store.get, subscribe: store.subscribe };

export function closeToast(id: number): void {
  store.dispatch({ type: 'close', id });
}

/** Tells in passing; what asks for an action or is bad stays longer. */
export function notify(notice: Notice): void {
  const id = nextId;
  nextId += 1;
  store.dispatch({ type: 'show', notice: { ...notice, id } });
  closeLater(id, notice.action || notice.tone === 'bad' ? 12_000 : 5_000);
}

/** Nobody has read what was told while the page was hidden: its time begins when the page is seen. */
function closeLater(id: number, milliseconds: number): void {
  if (document.visibilityState === 'visible') setTimeout(() => closeToast(id), milliseconds);
  else document.addEventListener('visibilitychange', () => closeLater(id, milliseconds), { once: true });
}
