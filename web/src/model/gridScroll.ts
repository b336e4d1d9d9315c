/**
 * Where a grid of any number of rows stands. Browsers cap an element's height (at 17 to 33 million pixels), so a long
 * result scrolls in an element of `elementHeight` that stands for `contentHeight`: small moves are exact to the pixel,
 * far jumps (the scroll bar's thumb) are proportional.
 */
export interface ScrollState {
  readonly contentHeight: number;
  readonly viewportHeight: number;
  /** The element's own scroll position. */
  readonly elementTop: number;
  /** The first visible pixel of the content. */
  readonly contentTop: number;
}

export const maxElementHeight = 8_000_000;

export function elementHeight(state: Pick<ScrollState, 'contentHeight'>): number {
  return Math.min(state.contentHeight, maxElementHeight);
}

export function isScaled(state: Pick<ScrollState, 'contentHeight'>): boolean {
  return state.contentHeight > maxElementHeight;
}

function contentRange({ contentHeight, viewportHeight }: ScrollState): number {
  return Math.max(0, contentHeight - viewportHeight);
}

function elementRange(state: ScrollState): number {
  return Math.max(0, elementHeight(state) - state.viewportHeight);
}

const clamp = (value: number, most: number): number => Math.min(Math.max(0, value), most);

/** The element position that stands for a content position. */
function elementTopFor(state: ScrollState, contentTop: number): number {
  if (!isScaled(state)) return contentTop;
  const range = contentRange(state);
  return range === 0 ? 0 : Math.round((contentTop / range) * elementRange(state));
}

/** The content changed its height or the viewport its size: the first visible row stays. */
export function resized(state: ScrollState, contentHeight: number, viewportHeight: number): ScrollState {
  if (contentHeight === state.contentHeight && viewportHeight === state.viewportHeight) return state;
  return movedTo({ ...state, contentHeight, viewportHeight }, state.contentTop);
}

/** A position that we choose: the caller sets the element to `elementTop`. */
export function movedTo(state: ScrollState, contentTop: number): ScrollState {
  const top = clamp(contentTop, contentRange(state));
  return { ...state, contentTop: top, elementTop: elementTopFor(state, top) };
}

/** The wheel over a scaled grid, which would otherwise jump by `contentHeight / elementHeight`. */
export function wheeled(state: ScrollState, delta: number): ScrollState {
  return movedTo(state, state.contentTop + delta);
}

/** The element was scrolled to `elementTop` by the person. */
export function scrolled(state: ScrollState, elementTop: number): ScrollState {
  const most = elementRange(state);
  const top = clamp(elementTop, most);
  // Screens with fractional pixels give back a position that we set with a fraction of its own.
  if (top === state.elementTop || (isScaled(state) && Math.abs(top - state.elementTop) < 1)) return state;
  if (!isScaled(state)) return { ...state, elementTop: top, contentTop: clamp(top, contentRange(state)) };
  const isAtEdge = top === 0 || top >= most - 1;
  const delta = top - state.elementTop;
  const isSmall = Math.abs(delta) < state.viewportHeight && !isAtEdge;
  const contentTop = isSmall ? state.contentTop + delta : (top / Math.max(1, most)) * contentRange(state);
  return { ...state, elementTop: top, contentTop: clamp(contentTop, contentRange(state)) };
}

/** After the last of several small moves: the scroll bar goes where the content is. */
export function settled(state: ScrollState): ScrollState {
  return isScaled(state) ? { ...state, elementTop: elementTopFor(state, state.contentTop) } : state;
}

export interface RowWindow {
  readonly first: number;
  /** One past the last row. */
  readonly end: number;
}

export function visibleRows(state: ScrollState, rowHeight: number, rowCount: number, overscan: number): RowWindow {
  const first = Math.floor(state.contentTop / rowHeight) - overscan;
  const end = Math.ceil((state.contentTop + state.viewportHeight) / rowHeight) + overscan;
  return { first: clamp(first, rowCount), end: clamp(end, rowCount) };
}

/** Scrolls as little as makes the row visible whole. */
export function revealing(state: ScrollState, row: number, rowHeight: number): ScrollState {
  const top = row * rowHeight;
  if (top < state.contentTop) return movedTo(state, top);
  const bottom = top + rowHeight;
  if (bottom > state.contentTop + state.viewportHeight) return movedTo(state, bottom - state.viewportHeight);
  return state;
}
