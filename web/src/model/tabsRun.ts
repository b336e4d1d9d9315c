import { offsetOfPosition, rangeToMark, type TextPosition, type TextRange } from './sqlScript';

export type RunItemState = 'waiting' | 'starting' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'skipped';

/** One statement of a run, and how far it is. */
export interface RunItem {
  readonly text: string;
  /** Where it stood in the tab when it was started; absent for a run that was found again after a reload. */
  readonly range?: TextRange;
  readonly state: RunItemState;
  readonly queryId?: string;
  readonly startedAt?: string;
  readonly rowCount: number;
  readonly resultBytes: number;
  readonly elapsedMs?: number;
  readonly isTruncated: boolean;
  readonly error?: RunError;
}

export interface RunError {
  readonly code: string;
  readonly message: string;
  /** In the statement. */
  readonly position?: TextPosition;
}

/** The statements of one press on Run, one after another; the first that fails or is cancelled skips the rest. */
export interface TabRun {
  readonly items: readonly RunItem[];
}

export interface StatementToRun {
  readonly text: string;
  readonly range: TextRange;
}

export function startRun(statements: readonly StatementToRun[]): TabRun {
  return {
    items: statements.map(({ text, range }) => ({
      text,
      range,
      state: 'waiting',
      rowCount: 0,
      resultBytes: 0,
      isTruncated: false,
    })),
  };
}

/** The run of a query that the server knows, from before a reload or from the history. */
export function runOf(text: string, change: RunItemChange): TabRun {
  return { items: [{ text, state: 'running', rowCount: 0, resultBytes: 0, isTruncated: false, ...change }] };
}

export type RunItemChange = Partial<Omit<RunItem, 'text' | 'range'>>;

export function changeItem(run: TabRun, index: number, change: RunItemChange): TabRun {
  const changed = run.items.map((item, at) => (at === index && !isOver(item) ? { ...item, ...change } : item));
  const stops = change.state === 'failed' || change.state === 'cancelled';
  return { items: stops ? changed.map((item, at) => (at > index ? { ...item, state: 'skipped' } : item)) : changed };
}

export function isOver(item: RunItem): boolean {
  return item.state !== 'waiting' && item.state !== 'starting' && item.state !== 'running';
}

export function isRunning(run: TabRun | undefined): boolean {
  return run?.items.some((item) => !isOver(item)) ?? false;
}

/** The item to tell of: what runs, else what failed, else the last. */
export function leadingItem(run: TabRun | undefined): RunItem | undefined {
  const items = run?.items ?? [];
  const active = items.find((item) => item.state === 'running' || item.state === 'starting');
  const bad = items.find((item) => item.state === 'failed' || item.state === 'cancelled');
  return active ?? bad ?? items[items.length - 1];
}

/** Where an error stands in the tab's text as it is now. */
export interface ErrorPlace {
  readonly range: TextRange;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Undefined if the server told no place, or the statement was edited since: its places are elsewhere then. */
export function errorPlace(item: RunItem, text: string): ErrorPlace | undefined {
  const start = item.error?.position && statementStart(item, text);
  if (!item.error?.position || start === undefined) return undefined;
  const mark = rangeToMark(item.text, offsetOfPosition(item.text, item.error.position));
  const range = { start: start + mark.start, end: start + mark.end };
  const before = text.slice(0, range.start).split('\n');
  return { range, line: before.length, column: (before[before.length - 1]?.length ?? 0) + 1 };
}

/** Where it was started from; for a run found again after a reload, the only place with its text. */
function statementStart({ text: statement, range }: RunItem, text: string): number | undefined {
  if (range) return text.slice(range.start, range.end) === statement ? range.start : undefined;
  const first = text.indexOf(statement);
  return statement !== '' && first >= 0 && text.indexOf(statement, first + 1) < 0 ? first : undefined;
}
