import type { Row } from './cellType';
import { estimateBytes } from './gridBytes';
import type { GridRows } from './gridRows';
import type { RowWindow } from './gridScroll';

export interface RowPage {
  readonly rows: readonly Row[];
  /** Rows of the whole result, as far as it has come. */
  readonly totalRows: number;
  /** False while rows still arrive. */
  readonly complete: boolean;
}

export interface PageSource {
  readonly pageRows: number;
  fetchPage(offset: number, limit: number, signal: AbortSignal): Promise<RowPage>;
}

interface LoadedPage {
  readonly rows: readonly Row[];
  readonly bytes: number;
}

export interface PagePlan {
  /** Pages to ask for, the most urgent first. */
  readonly wanted: readonly number[];
  /** Pages in flight that nobody looks at any more. */
  readonly dropped: readonly number[];
}

/** Which pages a viewport needs: those it shows, then those ahead in the direction of the scroll, then one behind. */
export function planPages(
  view: RowWindow,
  direction: 1 | -1,
  pageRows: number,
  totalRows: number,
  has: (page: number) => boolean,
  pending: Iterable<number>,
): PagePlan {
  if (totalRows === 0 || view.end <= view.first) return { wanted: [], dropped: [...pending] };
  const firstPage = Math.floor(view.first / pageRows);
  const lastPage = Math.floor((view.end - 1) / pageRows);
  const mostPage = Math.floor((totalRows - 1) / pageRows);
  const near: number[] = [];
  for (let page = firstPage; page <= lastPage; page += 1) near.push(page);
  const ahead = direction > 0 ? [lastPage + 1, lastPage + 2, firstPage - 1] : [firstPage - 1, firstPage - 2, lastPage + 1];
  const needed = [...near, ...ahead].filter((page) => page >= 0 && page <= mostPage);
  const inFlight = new Set(pending);
  return {
    wanted: needed.filter((page) => !has(page) && !inFlight.has(page)),
    dropped: [...inFlight].filter((page) => !needed.includes(page)),
  };
}

const defaultMaxBytes = 64 * 1024 * 1024;
const maxInFlight = 4;

/**
 * Pages of a result near the viewport. Bounded in bytes: the page that was looked at longest ago goes first. Fetches of
 * pages that were scrolled past are aborted. Call `look` with each move; `subscribe` tells of new rows.
 */
export class PageCache implements GridRows {
  private pages = new Map<number, LoadedPage>();
  private pending = new Map<number, AbortController>();
  private queue: readonly number[] = [];
  private listeners = new Set<() => void>();
  private bytes = 0;
  private view: RowWindow = { first: 0, end: 0 };
  private direction: 1 | -1 = 1;
  /** Counts every change, for `useSyncExternalStore`. */
  revision = 0;
  failure: unknown;

  constructor(
    private readonly source: PageSource,
    private totalRows: number,
    private readonly maxBytes: number = defaultMaxBytes,
  ) {}

  get rowCount(): number {
    return this.totalRows;
  }

  get heldBytes(): number {
    return this.bytes;
  }

  /** The row, or undefined while it is on its way. */
  row(index: number): Row | undefined {
    const { pageRows } = this.source;
    return this.pages.get(Math.floor(index / pageRows))?.rows[index % pageRows];
  }

  /** More rows have arrived at the server: a page that was short is asked for again. */
  grow(totalRows: number): void {
    if (totalRows <= this.totalRows) return;
    const { pageRows } = this.source;
    const last = Math.floor(Math.max(0, this.totalRows - 1) / pageRows);
    if (this.totalRows % pageRows !== 0) this.forget(last);
    this.totalRows = totalRows;
    this.look(this.view);
  }

  look(view: RowWindow): void {
    if (view.first !== this.view.first) this.direction = view.first > this.view.first ? 1 : -1;
    this.view = view;
    const plan = planPages(view, this.direction, this.source.pageRows, this.totalRows, (page) => this.touch(page), this.pending.keys());
    for (const page of plan.dropped) this.abort(page);
    this.queue = plan.wanted;
    this.fill();
  }

  retry(): void {
    this.failure = undefined;
    this.look(this.view);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): void {
    for (const page of [...this.pending.keys()]) this.abort(page);
    this.queue = [];
  }

  /** Makes a loaded page the most recently used one. */
  private touch(page: number): boolean {
    const loaded = this.pages.get(page);
    if (!loaded) return false;
    this.pages.delete(page);
    this.pages.set(page, loaded);
    return true;
  }

  private forget(page: number): void {
    const loaded = this.pages.get(page);
    if (!loaded) return;
    this.pages.delete(page);
    this.bytes -= loaded.bytes;
  }

  private abort(page: number): void {
    this.pending.get(page)?.abort();
    this.pending.delete(page);
  }

  private fill(): void {
    while (this.pending.size < maxInFlight && this.queue.length > 0 && this.failure === undefined) {
      const [page, ...rest] = this.queue;
      this.queue = rest;
      if (page !== undefined) this.fetch(page);
    }
  }

  private fetch(page: number): void {
    const abort = new AbortController();
    this.pending.set(page, abort);
    const { pageRows } = this.source;
    this.source.fetchPage(page * pageRows, pageRows, abort.signal).then(
      ({ rows }) => this.arrived(page, abort, rows),
      (error: unknown) => this.failed(page, abort, error),
    );
  }

  private arrived(page: number, abort: AbortController, rows: readonly Row[]): void {
    if (this.pending.get(page) !== abort) return;
    this.pending.delete(page);
    this.forget(page);
    const bytes = estimateBytes(rows);
    this.pages.set(page, { rows, bytes });
    this.bytes += bytes;
    this.evict(page);
    this.fill();
    this.changed();
  }

  private failed(page: number, abort: AbortController, error: unknown): void {
    if (this.pending.get(page) !== abort) return;
    this.pending.delete(page);
    this.failure = error;
    this.changed();
  }

  /** What is on the screen stays, whatever its size. */
  private evict(arrived: number): void {
    const { pageRows } = this.source;
    const firstPage = Math.floor(this.view.first / pageRows);
    const lastPage = Math.floor((this.view.end - 1) / pageRows);
    for (const page of this.pages.keys()) {
      if (this.bytes <= this.maxBytes) return;
      if (page !== arrived && (page < firstPage || page > lastPage)) this.forget(page);
    }
  }

  private changed(): void {
    this.revision += 1;
    for (const listener of [...this.listeners]) listener();
  }
}
