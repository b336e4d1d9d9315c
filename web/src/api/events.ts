import { isWanted, retryDelay, streamAddress, type ConnectionState, type Wish } from '../model/eventHub';
import { parseJson } from '../model/json';
import { decodeServerEvent, eventNames, type EventName, type ServerEvent } from '../model/serverEvents';
import { createStore, type Readable } from '../model/store';

const connection = createStore<ConnectionState, ConnectionState>((_, next) => next, 'idle');
const wishes = new Set<Wish>();
let source: EventSource | null = null;
let sourceAddress: string | null = null;
let isUpdateDue = false;
let isHeld = true;
let attempts = 0;
let retryTimer: ReturnType<typeof setTimeout> | undefined;

/** How the page's one stream stands. */
export const connectionState: Readable<ConnectionState> = connection;

/**
 * Takes part in the page's one stream of events; returns how to leave. After a `hello` that isn't `resumed`, events may
 * have been missed: ask for what they would have told.
 */
export function listen(wish: Wish): () => void {
  wishes.add(wish);
  updateSoon();
  return () => {
    wishes.delete(wish);
    updateSoon();
  };
}

/** Tries at once, as when the network or the page is back. */
export function reconnectNow(): void {
  if (connection.get() !== 'lost') return;
  attempts = 0;
  sourceAddress = null;
  update();
}

/** A page that rests has no stream; when it takes it up again, its `hello` makes every part ask what it has missed. */
export function holdStream(isWanted: boolean): void {
  if (isHeld === isWanted) return;
  isHeld = isWanted;
  attempts = 0;
  update();
}

/** Many parts come and go in one moment, as when the page changes: the stream is opened once for all. */
function updateSoon(): void {
  if (isUpdateDue) return;
  isUpdateDue = true;
  setTimeout(() => {
    isUpdateDue = false;
    update();
  }, 0);
}

function update(): void {
  const wanted = isHeld ? streamAddress(wishes) : null;
  if (wanted !== null && wanted === sourceAddress) return;
  close();
  if (wanted === null) return connection.dispatch(isHeld ? 'idle' : 'resting');
  sourceAddress = wanted;
  open(wanted);
}

function close(): void {
  clearTimeout(retryTimer);
  source?.close();
  source = null;
  sourceAddress = null;
}

function open(where: string): void {
  const stream = new EventSource(where);
  source = stream;
  if (connection.get() !== 'lost') connection.dispatch('connecting');
  stream.onopen = () => {
    attempts = 0;
    connection.dispatch('open');
  };
  // A network failure makes the browser try again by itself, with Last-Event-ID; a refusal ends the stream for good. The
  // server's own events of the name "error" carry data and are no failure of the stream.
  stream.onerror = (event) => {
    if (!(event instanceof MessageEvent)) failed(stream);
  };
  for (const name of eventNames) stream.addEventListener(name, (event: Event) => received(name, event));
}

function failed(stream: EventSource): void {
  if (stream !== source) return;
  connection.dispatch('lost');
  if (stream.readyState !== EventSource.CLOSED) return;
  attempts += 1;
  clearTimeout(retryTimer);
  retryTimer = setTimeout(() => {
    sourceAddress = null;
    update();
  }, retryDelay(attempts));
}

function received(name: EventName, event: Event): void {
  if (!(event instanceof MessageEvent) || typeof event.data !== 'string') return;
  const decoded = decodedEvent(name, event.data);
  if (!decoded) return;
  for (const wish of [...wishes]) if (isWanted(wish, decoded)) wish.onEvent(decoded);
}

/** A frame that can't be read is left out and named in the console: the stream goes on without it. */
function decodedEvent(name: EventName, data: string): ServerEvent | undefined {
  try {
    return decodeServerEvent(name, parseJson(data));
  } catch (problem) {
    console.error(`The event ${name} can’t be read.`, problem);
    return undefined;
  }
}
