import { parseRoute, pathOf, type Route } from '../model/route';
import { createStore } from '../model/store';

const current = (): Route => parseRoute(location.pathname, location.search);
const store = createStore<Route, Route>((_, next) => next, current());

addEventListener('popstate', () => store.dispatch(current()));

/** What the address shows; the address is the only place that knows it. */
export const route = { get: store.get, subscribe: store.subscribe };

export function go(next: Route, how: 'push' | 'replace' = 'push'): void {
  const path = pathOf(next);
  if (path !== location.pathname + location.search) {
    if (how === 'push') history.pushState(null, '', path);
    else history.replaceState(null, '', path);
  }
  store.dispatch(next);
}
