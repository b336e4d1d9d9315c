import { holdStream } from '../api/events';
import { freshId } from '../features/editor/editorModel';
import { StreamTurns } from '../model/streamTurns';

/** A look into another tab and back keeps the stream. */
const graceMs = 5_000;

/** Hidden pages rest, and so do visible ones beyond what the browser has connections for; who uses a page wakes it. */
export function startStreamTurns(): void {
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('tideline.streams');
  const turns = new StreamTurns(freshId(), { post: (news) => channel?.postMessage(news), now: () => Date.now(), hold: holdStream });
  channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => turns.hear(data));
  let grace: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    clearTimeout(grace);
    if (document.visibilityState === 'visible') turns.take();
    else grace = setTimeout(() => turns.rest(), graceMs);
  };
  document.addEventListener('visibilitychange', look);
  for (const used of ['focus', 'pointerdown', 'keydown', 'pageshow'] as const) addEventListener(used, look, { capture: true });
  addEventListener('pagehide', () => turns.rest());
  // Opened in the background, as by a click with the middle button: nothing is followed before somebody looks.
  if (document.visibilityState === 'visible') turns.take();
  else turns.rest();
}
