import { formatDuration, plural } from './format';
import { isRunning, type TabRun } from './tabsRun';

/** How a run ended, for those who look at something else meanwhile. */
export interface RunNews {
  readonly text: string;
  readonly tone: 'good' | 'bad';
}

const longestMessage = 200;

/** Undefined while it runs, and when somebody stopped it, who knows. */
export function runNews(title: string, run: TabRun | undefined): RunNews | undefined {
  const items = run?.items ?? [];
  const last = items[items.length - 1];
  if (!last || isRunning(run) || items.some(({ state }) => state === 'cancelled')) return undefined;
  const failed = items.find(({ state }) => state === 'failed');
  if (failed) {
    const message = failed.error?.message.split('\n')[0]?.trim() ?? '';
    return { text: `“${title}” failed: ${message.slice(0, longestMessage) || 'the server gave no reason.'}`, tone: 'bad' };
  }
  const time = last.elapsedMs === undefined ? '' : ` in ${formatDuration(items.reduce((sum, { elapsedMs }) => sum + (elapsedMs ?? 0), 0))}`;
  return { text: `“${title}” is done: ${items.length > 1 ? plural(items.length, 'statement') : plural(last.rowCount, 'row')}${time}.`, tone: 'good' };
}
