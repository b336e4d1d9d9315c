import { isObject } from './decode';

/** What a tab keeps for the places under its editor; each place decodes its own part. */
export interface TabView {
  readonly results: unknown;
  readonly isLive: boolean;
}

export function tabView(view: unknown): TabView {
  return isObject(view) ? { results: view['results'], isLive: view['live'] === true } : { results: undefined, isLive: false };
}

/** The view to keep; keys of places that are unknown here stay. */
export function changedView(view: unknown, change: Partial<TabView>): unknown {
  const old = isObject(view) ? view : {};
  return {
    ...old,
    ...('results' in change ? { results: change.results } : {}),
    ...(change.isLive === undefined ? {} : { live: change.isLive }),
  };
}
