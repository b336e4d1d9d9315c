import type { TableEntry } from './tableTypes';
import type { EditorTab, TabsState } from './tabs';

/** Nothing was kept, here or on the server: the one tab is the empty one that everybody starts with. */
export function isFirstVisit({ phase, tabs }: TabsState): boolean {
  return phase === 'ready' && tabs.length === 1 && tabs[0] !== undefined && tabs[0].updatedAt === undefined && isUntouched(tabs[0]);
}

export function isUntouched({ query, queryId, view }: Pick<EditorTab, 'query' | 'queryId' | 'view'>): boolean {
  return query === '' && queryId === undefined && JSON.stringify(view) === '{}';
}

/** A commit this young means that somebody is writing now. */
const movingMs = 60_000;
/** What may be read again with each commit without being asked for. */
const mostBytes = 256 * 1024 * 1024;

/** The table whose chart greets a newcomer: it moves, and to watch it costs little. The last written to of several. */
export function tableToShow(tables: readonly TableEntry[], nowMs: number): TableEntry | undefined {
  const isFit = (table: TableEntry): boolean => !table.error && (table.rows ?? 0) > 0 && (table.bytes ?? Infinity) <= mostBytes && nowMs - committedMs(table) <= movingMs;
  return [...tables].filter(isFit).sort((left, right) => committedMs(right) - committedMs(left))[0];
}

function committedMs({ lastCommit }: TableEntry): number {
  const time = Date.parse(lastCommit?.timestamp ?? '');
  return Number.isNaN(time) ? -Infinity : time;
}
