import { useCallback, useEffect, useRef, useState } from 'react';
import type { HistoryEntry } from '../services';
import { useEditor } from '../useEditor';

const pageSize = 50;
const typingPause = 250;

interface HistoryState {
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly problem: string;
  readonly code?: string;
  readonly entries: readonly HistoryEntry[];
  readonly hasMore: boolean;
}

interface History extends HistoryState {
  readonly more: () => void;
  /** Looks for newer ones; those on screen stay. */
  readonly refresh: () => void;
}

const empty: HistoryState = { phase: 'loading', problem: '', entries: [], hasMore: false };
const ready = { phase: 'ready', problem: '' } as const;

export function useHistory(search: string): History {
  const { services } = useEditor().model;
  const [state, setState] = useState(empty);
  const wanted = useRef(search);
  const load = useCallback(
    async (text: string, offset: number): Promise<void> => {
      try {
        const page = await services.queries.history(text, offset, pageSize);
        if (wanted.current !== text) return;
        setState((old) => (offset === 0 ? refreshed(old, page) : { ...ready, entries: merged(old.entries, page), hasMore: page.length === pageSize }));
      } catch (problem) {
        const { message, code } = services.describe(problem);
        if (wanted.current === text) setState((old) => ({ ...old, phase: 'failed', problem: message, code }));
      }
    },
    [services],
  );
  useEffect(() => {
    wanted.current = search;
    setState(empty);
    const timer = setTimeout(() => void load(search, 0), search === '' ? 0 : typingPause);
    return () => clearTimeout(timer);
  }, [search, load]);
  const count = state.entries.length;
  const more = useCallback(() => {
    setState((old) => ({ ...old, phase: 'loading' }));
    void load(search, count);
  }, [load, search, count]);
  const refresh = useCallback(() => {
    if (wanted.current !== '') return;
    void load('', 0);
  }, [load]);
  return { ...state, more, refresh };
}

/** The newest page on top of what is on screen; whether there is more behind that, it can't tell. */
function refreshed(old: HistoryState, page: readonly HistoryEntry[]): HistoryState {
  const behind = entriesBehind(page, old.entries);
  return { ...ready, entries: merged(page, behind), hasMore: behind.length > 0 ? old.hasMore : page.length === pageSize };
}

/** Of what is on screen, that which comes after the page, so that a refresh keeps older pages. */
function entriesBehind(page: readonly HistoryEntry[], entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const last = page[page.length - 1]?.queryId;
  const at = entries.findIndex(({ queryId }) => queryId === last);
  return at < 0 ? [] : entries.slice(at + 1);
}

/** Newer queries push older ones from page to page: none is shown twice. */
function merged(first: readonly HistoryEntry[], second: readonly HistoryEntry[]): HistoryEntry[] {
  const known = new Set(first.map(({ queryId }) => queryId));
  return [...first, ...second.filter(({ queryId }) => !known.has(queryId))];
}
