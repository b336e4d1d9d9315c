import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/**
 * Opens the dialog that the returned reference is put on, as a modal one: it keeps the focus inside. When it goes, the focus
 * returns to where it was, which the browser can't do by itself for an element that has left the page.
 */
export function useModal(): RefObject<HTMLDialogElement> {
  const dialog = useRef<HTMLDialogElement>(null);
  const [before] = useState(() => document.activeElement);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element?.open) element?.showModal();
    // What is to be written first, rather than the button that closes.
    element?.querySelector<HTMLElement>('input:not([type]), input[type="text"]')?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, [before]);
  return dialog;
}
