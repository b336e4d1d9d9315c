import { isObject } from './decode';

/** What a tab keeps for the places under its editor; each place decodes its own part. */
export interface TabView {
  readonly results: unknown;
  readonly isLive: boolean;
  /** Rows that a result has at most; undefined for all. */
  readonly limit: number | undefined;
}

/** What a tab's row limit may be, besides none. */
export const limits: readonly number[] = [100, 1_000, 10_000, 100_000, 1_000_000];
const firstLimit = 10_000;

export function tabView(view: unknown): TabView {
  const { results, live, limit }: Readonly<Record<string, unknown>> = isObject(view) ? view : {};
  return { results, isLive: live === true, limit: limit === 'all' ? undefined : limits.find((known) => known === limit) ?? firstLimit };
}

/** The view to keep; keys of places that are unknown here stay. */
export function changedView(view: unknown, change: Partial<TabView>): unknown {
  const old = isObject(view) ? view : {};
  return {
    ...old,
    ...('results' in change ? { results: change.results } : {}),
    ...(change.isLive === undefined ? {} : { live: change.isLive }),
    ...('limit' in change ? { limit: change.limit ?? 'all' } : {}),
  };
}
