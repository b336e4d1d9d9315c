import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { isScaled, resized, revealing, scrolled, settled, wheeled, type ScrollState } from '../../../model/gridScroll';

export const rowHeight = 28;
export const headHeight = 46;
const settleMs = 160;

export interface GridScroll {
  readonly scroll: ScrollState;
  readonly left: number;
  readonly width: number;
  revealRow(row: number): void;
  setLeft(left: number): void;
}

interface Position {
  readonly scroll: ScrollState;
  readonly left: number;
  readonly width: number;
}

/** Where the grid stands. Native scrolling while the rows fit into an element; a longer result is scaled (gridScroll). */
export function useGridScroll(frame: RefObject<HTMLDivElement>, rowCount: number): GridScroll {
  const [position, setPosition] = useState<Position>({ scroll: { contentHeight: 0, viewportHeight: 0, elementTop: 0, contentTop: 0 }, left: 0, width: 0 });
  const latest = useRef(position);
  latest.current = position;
  const change = useCallback((next: (scroll: ScrollState) => ScrollState) => setPosition((old) => ({ ...old, scroll: next(old.scroll) })), []);
  useSize(frame, rowCount, setPosition);
  // The element follows positions that we chose, once the space it scrolls in is drawn.
  useLayoutEffect(() => {
    const element = frame.current;
    if (element && Math.abs(element.scrollTop - position.scroll.elementTop) >= 1) element.scrollTop = position.scroll.elementTop;
  }, [frame, position.scroll.elementTop]);
  useEffect(() => listen(frame.current, latest, setPosition, change), [frame, change]);
  return {
    ...position,
    revealRow: useCallback((row: number) => change((scroll) => revealing(scroll, row, rowHeight)), [change]),
    setLeft: useCallback((left: number) => {
      if (frame.current) frame.current.scrollLeft = left;
    }, [frame]),
  };
}

type SetPosition = (next: (old: Position) => Position) => void;

function useSize(frame: RefObject<HTMLDivElement>, rowCount: number, setPosition: SetPosition): void {
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const measure = (): void =>
      setPosition((old) => {
        const scroll = resized(old.scroll, rowCount * rowHeight, Math.max(0, element.clientHeight - headHeight));
        return scroll === old.scroll && old.width === element.clientWidth ? old : { ...old, scroll, width: element.clientWidth };
      });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame, rowCount, setPosition]);
}

function listen(element: HTMLDivElement | null, latest: RefObject<Position>, setPosition: SetPosition, change: (next: (scroll: ScrollState) => ScrollState) => void): (() => void) | undefined {
  if (!element) return undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onScroll = (): void => {
    setPosition((old) => {
      const scroll = scrolled(old.scroll, element.scrollTop);
      return scroll === old.scroll && old.left === element.scrollLeft ? old : { ...old, scroll, left: element.scrollLeft };
    });
    clearTimeout(timer);
    timer = setTimeout(() => change(settled), settleMs);
  };
  const onWheel = (event: WheelEvent): void => {
    const scroll = latest.current?.scroll;
    if (!scroll || !isScaled(scroll) || event.ctrlKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? rowHeight : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? scroll.viewportHeight : 1;
    change((old) => wheeled(old, event.deltaY * unit));
  };
  element.addEventListener('scroll', onScroll, { passive: true });
  element.addEventListener('wheel', onWheel, { passive: false });
  return () => {
    clearTimeout(timer);
    element.removeEventListener('scroll', onScroll);
    element.removeEventListener('wheel', onWheel);
  };
}
