import { useCallback, useEffect, useRef, useState } from 'react';
import { useEditor } from '../useEditor';

export type Loaded<Value> =
  | { readonly phase: 'loading' }
  | { readonly phase: 'failed'; readonly problem: string; readonly code: string }
  | { readonly phase: 'ready'; readonly value: Value };

/** Loads again when `key` changes or when asked; an answer for an older key is dropped. */
export function useLoaded<Value>(key: string, load: () => Promise<Value>): { readonly state: Loaded<Value>; readonly reload: () => void } {
  const { describe } = useEditor().model.services;
  const [state, setState] = useState<Loaded<Value>>({ phase: 'loading' });
  const [round, setRound] = useState(0);
  const newest = useRef(load);
  newest.current = load;
  useEffect(() => {
    let isOld = false;
    setState({ phase: 'loading' });
    newest.current().then(
      (value) => isOld || setState({ phase: 'ready', value }),
      (problem: unknown) => {
        const { message, code } = describe(problem);
        if (!isOld) setState({ phase: 'failed', problem: message, code });
      },
    );
    return () => {
      isOld = true;
    };
  }, [key, round, describe]);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  return { state, reload };
}
