import { useCallback, useEffect, useRef, useState } from 'react';
import { columnKeys, type ColumnMeta } from '../../model/cellType';
import { reduceLayout, type LayoutAction } from '../../model/gridLayout';
import { decodeResultView, type ResultView } from '../../model/gridView';

export interface ViewKeeper {
  readonly view: ResultView;
  readonly change: (part: Partial<ResultView>) => void;
}

const storeAfterMs = 400;

/** The view as it changes under the hand, told to its keeper when the hand rests: a drag is one change. */
export function useView(stored: unknown, onViewChange: (view: unknown) => void): ViewKeeper {
  const [view, setView] = useState(() => decodeResultView(stored));
  const tell = useRef(onViewChange);
  tell.current = onViewChange;
  const waiting = useRef<{ timer: ReturnType<typeof setTimeout>; view: ResultView }>();
  const flush = useCallback(() => {
    const last = waiting.current;
    if (!last) return;
    clearTimeout(last.timer);
    waiting.current = undefined;
    tell.current(last.view);
  }, []);
  const latest = useRef(view);
  latest.current = view;
  const change = useCallback((part: Partial<ResultView>) => {
    const next = { ...latest.current, ...part };
    latest.current = next;
    setView(next);
    clearTimeout(waiting.current?.timer);
    waiting.current = { view: next, timer: setTimeout(flush, storeAfterMs) };
  }, [flush]);
  useEffect(() => flush, [flush]);
  return { view, change };
}

export function useLayout({ view, change }: ViewKeeper, columns: readonly ColumnMeta[]): (action: LayoutAction) => void {
  const latest = useRef(view.layout);
  latest.current = view.layout;
  return useCallback(
    (action: LayoutAction) => {
      latest.current = reduceLayout(latest.current, action, columnKeys(columns));
      change({ layout: latest.current });
    },
    [change, columns],
  );
}
