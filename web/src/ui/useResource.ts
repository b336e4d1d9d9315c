import { useCallback, useEffect, useRef, useState } from 'react';

export interface Resource<Value> {
  /** The newest answer for the key, kept while it is asked for again. */
  readonly value: Value | undefined;
  readonly error: Error | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

interface Held<Value> {
  readonly key: string | null;
  readonly value: Value | undefined;
  readonly error: Error | undefined;
  readonly isLoading: boolean;
}

/**
 * Loads what `key` names and again whenever `stamp` changes. An answer stays on screen while a newer one of the same key
 * is on its way; requests that overlap are merged: while one runs, many changes ask once more.
 *
 * @param key - Null loads nothing.
 */
export function useResource<Value>(
  key: string | null,
  load: (signal: AbortSignal) => Promise<Value>,
  stamp: number | string = 0,
): Resource<Value> {
  const [held, setHeld] = useState<Held<Value>>({ key: null, value: undefined, error: undefined, isLoading: key !== null });
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  const running = useRef<Running>({ key: null, isWanted: false });

  useEffect(() => {
    if (key === null) return undefined;
    const controller = new AbortController();
    const run: Running = { key, isWanted: false };
    running.current = run;
    const attempt = async (): Promise<void> => {
      setHeld((old) => (old.key === key ? { ...old, isLoading: true } : { key, value: undefined, error: undefined, isLoading: true }));
      const outcome = await settled(latest.current(controller.signal));
      if (controller.signal.aborted) return;
      const again = run.isWanted;
      run.isWanted = false;
      setHeld((old) => ({
        key,
        value: outcome.error && old.key === key ? old.value : outcome.value,
        error: outcome.error,
        isLoading: again,
      }));
      if (again) await attempt();
      else run.key = null;
    };
    void attempt();
    return () => controller.abort();
    // The loader is the newest render's; only the key and a wish to reload start it.
  }, [key, round]);

  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    if (running.current.key === key) running.current.isWanted = true;
    else setRound((count) => count + 1);
  }, [stamp]);

  const reload = useCallback(() => setRound((count) => count + 1), []);
  const isCurrent = held.key === key;
  return {
    value: isCurrent ? held.value : undefined,
    error: isCurrent ? held.error : undefined,
    isLoading: key !== null && (!isCurrent || held.isLoading),
    reload,
  };
}

interface Running {
  key: string | null;
  isWanted: boolean;
}

async function settled<Value>(promise: Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await promise, error: undefined };
  } catch (error) {
    return { value: undefined, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

interface Outcome<Value> {
  readonly value: Value | undefined;
  readonly error: Error | undefined;
}
