import type { ServerEvent, Topic } from './serverEvents';

/** `resting`: closed on purpose, as while the page is hidden. */
export type ConnectionState = 'idle' | 'connecting' | 'open' | 'lost' | 'resting';

/** What one part of the page wants of the stream. */
export interface Wish {
  readonly topics?: readonly Topic[];
  readonly live?: readonly string[];
  readonly onEvent: (event: ServerEvent) => void;
}

/** The address that carries everything that the page wants right now; null when it wants nothing. */
export function streamAddress(wishes: Iterable<Wish>): string | null {
  const topics = new Set<string>();
  const live = new Set<string>();
  for (const wish of wishes) {
    for (const topic of wish.topics ?? []) topics.add(topic);
    for (const id of wish.live ?? []) live.add(id);
  }
  if (topics.size === 0 && live.size === 0) return null;
  const parts: string[] = [];
  if (live.size > 0) parts.push(`live=${[...live].sort().map(encodeURIComponent).join(',')}`);
  if (topics.size > 0) parts.push(`topics=${[...topics].sort().join(',')}`);
  return `/events?${parts.join('&')}`;
}

/** Whether a part that wished for this gets that event: the stream carries everybody's. */
export function isWanted(wish: Wish, event: ServerEvent): boolean {
  switch (event.type) {
    case 'hello':
      return true;
    case 'table':
      return wish.topics?.includes('tables') ?? false;
    case 'query':
      return wish.topics?.includes('queries') ?? false;
    case 'engine':
      return wish.topics?.includes('engine') ?? false;
    case 'pipeline':
      return wish.topics?.includes('pipelines') ?? false;
    case 'job':
      return wish.topics?.includes('jobs') ?? false;
    case 'snapshot':
      return wish.live?.includes(event.snapshot.liveId) ?? false;
    default:
      return wish.live?.includes(event.liveId) ?? false;
  }
}

const firstRetryMs = 500;
const slowestRetryMs = 10_000;

/** How long to wait before the n-th attempt (from 1) to reach a server that refused the stream. */
export function retryDelay(attempt: number): number {
  return Math.min(slowestRetryMs, firstRetryMs * 2 ** Math.min(10, attempt - 1));
}
