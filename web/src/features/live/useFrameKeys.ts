import { useEffect, useRef, type KeyboardEvent as ReactKeyboardEvent, type RefObject } from 'react';
import type { LiveFrames } from '../../model/liveFrames';
import type { Watch } from './useWatch';

const typing = 'input, textarea, select, [contenteditable="true"]';
/** Space presses these. A tab is not among them: the one that has the focus is the active one already. */
const pressing = 'button:not([role="tab"]), summary';
/** Arrow keys and Space choose something here. */
const choosing = '[role="tree"], [role="menu"], [role="listbox"], [role="dialog"]';

/**
 * Space pauses and resumes, arrow keys step: from anywhere in the place, and while nothing has the focus. Whatever does
 * something of its own with a key comes first, but for cells of the grid, which Enter opens as well.
 *
 * @returns the place's handler of keys before its parts'
 */
export function useFrameKeys(place: RefObject<HTMLElement>, live: LiveFrames, dispatch: Watch['dispatch']): (event: ReactKeyboardEvent) => void {
  const isHeld = useRef(false);
  isHeld.current = live.heldAt !== undefined;
  const toggle = (): void => dispatch({ type: isHeld.current ? 'resume' : 'pause' });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const { target } = event;
      if (event.defaultPrevented || isModified(event) || !(target instanceof Element)) return;
      if (target !== document.body && !place.current?.contains(target)) return;
      if (target.closest(`${typing}, ${choosing}`)) return;
      if (event.key === 'ArrowLeft') dispatch({ type: 'step', by: -1 });
      else if (event.key === 'ArrowRight') dispatch({ type: 'step', by: 1 });
      else if (event.key === ' ' && !event.repeat && !target.closest(pressing)) toggle();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [place, dispatch]);
  return (event) => {
    if (event.key !== ' ' || isModified(event) || !isGridCell(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) toggle();
  };
}

function isModified({ altKey, ctrlKey, metaKey, shiftKey }: { readonly altKey: boolean; readonly ctrlKey: boolean; readonly metaKey: boolean; readonly shiftKey: boolean }): boolean {
  return altKey || ctrlKey || metaKey || shiftKey;
}

/** Of the grid's header Space sorts. */
function isGridCell(target: EventTarget): boolean {
  if (!(target instanceof Element) || target.getAttribute('role') !== 'grid') return false;
  const active = document.getElementById(target.getAttribute('aria-activedescendant') ?? '');
  return active?.getAttribute('role') !== 'columnheader';
}
