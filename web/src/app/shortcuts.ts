import { useEffect } from 'react';

/** "Ctrl" or "⌘", whichever this machine's keyboards have. */
export const modifierName = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}

export interface ShellKeys {
  readonly palette: () => void;
  readonly help: () => void;
  /** After `g`: the place's first letter. */
  readonly place: (letter: string) => void;
}

/** The shell's own keys. `?` and `g …` are text where one types. */
export function useShellKeys({ palette, help, place }: ShellKeys): void {
  useEffect(() => {
    let isAfterG = false;
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey) && !event.shiftKey && !event.altKey) {
        event.preventDefault();
        return palette();
      }
      if (isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return undefined;
      if (isAfterG) place(event.key);
      isAfterG = event.key === 'g' && !isAfterG;
      return event.key === '?' ? help() : undefined;
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [palette, help, place]);
}
