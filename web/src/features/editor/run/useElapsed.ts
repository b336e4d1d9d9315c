import { useEffect, useState } from 'react';
import { isOver, type RunItem } from '../../../model/tabsRun';

const tick = 100;

/** What the server said it took; while it runs, what has passed since this page saw it start or the server last told. */
export function useElapsed(item: RunItem | undefined): number | undefined {
  const isActive = item !== undefined && !isOver(item) && item.state !== 'waiting';
  const [base, setBase] = useState({ told: item?.elapsedMs ?? 0, at: performance.now() });
  const [now, setNow] = useState(() => performance.now());
  const [queryId, elapsed] = [item?.queryId, item?.elapsedMs];
  useEffect(() => setBase({ told: elapsed ?? 0, at: performance.now() }), [queryId, elapsed, isActive]);
  useEffect(() => {
    if (!isActive) return undefined;
    const timer = setInterval(() => setNow(performance.now()), tick);
    return () => clearInterval(timer);
  }, [isActive]);
  return isActive ? base.told + Math.max(0, now - base.at) : elapsed;
}
