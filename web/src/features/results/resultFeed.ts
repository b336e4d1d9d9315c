import { getRows } from '../../api/queries';
import { failureOf, type Failure } from '../../model/apiError';
import type { ColumnMeta, Row } from '../../model/cellType';
import { pageRowsFor, probeRows } from '../../model/gridBytes';
import { PageCache } from '../../model/gridPages';
import type { GridRows } from '../../model/gridRows';
import type { Readable } from '../../model/store';

/** What is known of a query's rows. Exits: waiting → shown or failed; shown grows until it is complete, or fails. */
export type FeedState =
  | { readonly phase: 'waiting' }
  | { readonly phase: 'failed'; readonly failure: Failure }
  | {
      readonly phase: 'shown';
      readonly columns: readonly ColumnMeta[];
      /** The first rows, for widths, page sizes and proposals. */
      readonly sample: readonly Row[];
      readonly rows: GridRows;
      readonly rowCount: number;
      readonly isComplete: boolean;
    };

const pollMs = 300;
const mostPollMs = 2_000;

/** Follows the rows of one query from its start to its end; the pages are fetched as they are looked at. */
export class ResultFeed implements Readable<FeedState> {
  private state: FeedState = { phase: 'waiting' };
  private listeners = new Set<() => void>();
  private controller = new AbortController();
  private cache: PageCache | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wait = pollMs;

  constructor(readonly queryId: string) {}

  readonly get = (): FeedState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  start(): void {
    this.controller = new AbortController();
    this.look();
  }

  stop(): void {
    this.controller.abort();
    clearTimeout(this.timer);
    this.cache?.close();
  }

  /** Something happened to the run: looks again at once. */
  readonly look = (): void => {
    clearTimeout(this.timer);
    if (this.state.phase === 'shown' && this.state.isComplete) return;
    void this.ask();
  };

  readonly retry = (): void => {
    this.become({ phase: 'waiting' });
    this.look();
  };

  private async ask(): Promise<void> {
    const { signal } = this.controller;
    try {
      const page = await getRows(this.queryId, 0, this.state.phase === 'shown' ? 0 : probeRows, signal);
      if (signal.aborted) return;
      if (this.state.phase === 'shown') this.grow(page.totalRowCount, page.complete);
      else if (page.columns.length > 0 || page.complete) this.show(page.columns, page.rows, page.totalRowCount, page.complete);
      if (!page.complete) this.again();
    } catch (problem) {
      if (!signal.aborted) this.become({ phase: 'failed', failure: failureOf(problem) });
    }
  }

  private again(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.look, this.wait);
    this.wait = Math.min(mostPollMs, this.wait * 1.2);
  }

  private show(columns: readonly ColumnMeta[], sample: readonly Row[], rowCount: number, isComplete: boolean): void {
    const { queryId } = this;
    const fetchPage = async (offset: number, limit: number, signal: AbortSignal) => {
      const { rows, totalRowCount, complete } = await getRows(queryId, offset, limit, signal);
      return { rows, totalRows: totalRowCount, complete };
    };
    this.cache = new PageCache({ pageRows: pageRowsFor(sample), fetchPage }, rowCount);
    this.become({ phase: 'shown', columns, sample, rows: this.cache, rowCount, isComplete });
  }

  private grow(rowCount: number, isComplete: boolean): void {
    if (this.state.phase !== 'shown') return;
    this.cache?.grow(rowCount);
    if (rowCount !== this.state.rowCount || isComplete !== this.state.isComplete) this.become({ ...this.state, rowCount, isComplete });
  }

  private become(state: FeedState): void {
    this.state = state;
    for (const listener of [...this.listeners]) listener();
  }
}
