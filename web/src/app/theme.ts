import { createStore } from '../model/store';

export type Theme = 'system' | 'light' | 'dark';

const key = 'theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

function remembered(): Theme {
  const text = localStorage.getItem(key);
  return text === 'light' || text === 'dark' ? text : 'system';
}

const store = createStore<Theme, Theme>((_, next) => next, remembered());

function apply(): void {
  const theme = store.get();
  document.documentElement.dataset['theme'] = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
}

/** Follows the reader's choice, or else the system's, from now on. */
export function startTheme(): void {
  apply();
  dark.addEventListener('change', apply);
  store.subscribe(() => {
    localStorage.setItem(key, store.get());
    apply();
  });
}

export const theme = { get: store.get, subscribe: store.subscribe };
export const chooseTheme = store.dispatch;
