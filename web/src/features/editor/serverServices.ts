import { listen } from '../../api/events';
import * as queries from '../../api/queries';
import * as tables from '../../api/tables';
import * as workspace from '../../api/workspace';
import { ApiError, failureOf } from '../../model/apiError';
import type { QueryEntry } from '../../model/query';
import type { RunItemChange } from '../../model/tabsRun';
import type { Problem, RunEntry } from './scriptRunner';
import type { EditorServices, HistoryEntry } from './services';

/** The editor's services by Tideline's API. What completion asks for again and again is kept for a while. */
export const serverServices: EditorServices = {
  tabs: {
    list: () => workspace.listTabs(),
    put: workspace.putTab,
    remove: (id) => unlessGone(workspace.deleteTab(id)),
  },
  saved: {
    list: () => workspace.listSavedQueries(),
    create: workspace.addSavedQuery,
    change: workspace.putSavedQuery,
    remove: (id) => unlessGone(workspace.deleteSavedQuery(id)),
  },
  queries: {
    start: (request) => queries.startQuery(request),
    entry: async (id) => {
      const entry = await queries.getQuery(id);
      return { ...runEntry(entry), query: entry.query };
    },
    cancel: (id) => unlessGone(queries.cancelQuery(id)),
    listen: (onEntry) =>
      listen({ topics: ['queries'], onEvent: (event) => event.type === 'query' && onEntry(runEntry(event.query)) }),
    history: async (search, offset, limit) => {
      const found = await queries.listQueries({ offset, limit, search: search === '' ? undefined : search });
      return found.map(historyEntry);
    },
    explain: (request) => queries.explain(request),
  },
  catalog: {
    tables: kept(10_000, async () => (await tables.listTables()).map(({ name }) => name)),
    columns: keptByName(30_000, async (name) => (await tables.getSchema(name)).columns),
    functions: kept(600_000, () => queries.listFunctions()),
    suggestions: (table) => tables.getSuggestions(table),
  },
  describe,
};

async function unlessGone(request: Promise<void>): Promise<void> {
  try {
    await request;
  } catch (problem) {
    if (!(problem instanceof ApiError) || problem.status !== 404) throw problem;
  }
}

function describe(problem: unknown): Problem {
  const { code, message, line, column } = failureOf(problem);
  const isPassing = problem instanceof ApiError && problem.isPassing;
  return { code, message, isPassing, ...(line === undefined ? {} : { position: { line, column: column ?? 1 } }) };
}

function runEntry(entry: QueryEntry): RunEntry {
  const { queryId, state, startedAt, rowCount, resultBytes, truncated, timings, error } = entry;
  const elapsedMs = timings.totalMs ?? entry.elapsedMs;
  const change: RunItemChange = {
    queryId,
    state,
    startedAt,
    rowCount,
    resultBytes,
    isTruncated: truncated,
    ...(elapsedMs === undefined ? {} : { elapsedMs }),
    ...(error ? { error: describe(new ApiError(error, 200)) } : {}),
  };
  return { queryId, state, change };
}

function historyEntry(entry: QueryEntry): HistoryEntry {
  const { queryId, query, state, startedAt, rowCount, resultBytes, timings, error } = entry;
  return {
    queryId,
    query,
    state,
    startedAt,
    rowCount,
    resultBytes,
    ...(timings.totalMs === undefined ? {} : { totalMs: timings.totalMs }),
    ...(error ? { message: error.message } : {}),
  };
}

const failureKept = 5_000;

/** One request for many askers; after a failure the next is made only after a pause, not at every letter typed. */
function kept<Value>(milliseconds: number, load: () => Promise<Value>): () => Promise<Value> {
  const byName = keptByName(milliseconds, load);
  return () => byName('');
}

function keptByName<Value>(milliseconds: number, load: (name: string) => Promise<Value>): (name: string) => Promise<Value> {
  const held = new Map<string, { readonly value: Promise<Value>; until: number }>();
  return (name) => {
    const known = held.get(name);
    if (known && known.until > performance.now()) return known.value;
    const value = load(name);
    const entry = { value, until: performance.now() + milliseconds };
    held.set(name, entry);
    value.catch(() => (entry.until = Math.min(entry.until, performance.now() + failureKept)));
    return value;
  };
}
