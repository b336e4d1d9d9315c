import { boolean, isObject, literal, number, object, string, type Decoder } from './decode';

/**
 * Streams that the pages of one browser keep open at once. On plain HTTP a browser has six connections to a server, and
 * each page needs one now and then for its questions.
 */
export const mostStreams = 4;

/** What the pages of a browser tell each other. */
export type TurnNews =
  | { readonly kind: 'holds'; readonly id: string; readonly since: number; readonly asks: boolean }
  | { readonly kind: 'left'; readonly id: string };

export interface TurnPorts {
  readonly post: (news: TurnNews) => void;
  readonly now: () => number;
  /** Opens the page's stream, or closes it. */
  readonly hold: (isHeld: boolean) => void;
}

/** A page in use keeps its stream this long before it says so again. */
const renewMs = 5_000;

/**
 * Decides whether this page holds a stream: the pages that were used last do, the others rest until they are used again.
 * Nobody is in charge, so that none is missed when it crashes: whoever begins asks, and who holds a stream answers.
 */
export class StreamTurns {
  readonly #id: string;
  readonly #ports: TurnPorts;
  /** Other pages with a stream, and when each was last used. */
  #others = new Map<string, number>();
  #since: number | undefined;

  constructor(id: string, ports: TurnPorts) {
    this.#id = id;
    this.#ports = ports;
  }

  /** The page is being used. */
  take(): void {
    const now = this.#ports.now();
    const isNew = this.#since === undefined;
    if (!isNew && now - (this.#since ?? 0) < renewMs) return;
    this.#since = now;
    if (isNew) this.#others.clear();
    this.#ports.post({ kind: 'holds', id: this.#id, since: now, asks: isNew });
    this.#ports.hold(true);
  }

  rest(): void {
    if (this.#since !== undefined) this.#ports.post({ kind: 'left', id: this.#id });
    this.#since = undefined;
    this.#ports.hold(false);
  }

  /** Another page's news; what is no such news, as from another version of the page, is left aside. */
  hear(message: unknown): void {
    const news = newsIn(message);
    if (!news || news.id === this.#id) return;
    if (news.kind === 'left') return void this.#others.delete(news.id);
    // The answers tell who is still there.
    if (news.asks) this.#others.clear();
    this.#others.set(news.id, news.since);
    if (this.#since === undefined) return;
    if (this.#laterThan(this.#since) >= mostStreams) return this.rest();
    if (news.asks) this.#ports.post({ kind: 'holds', id: this.#id, since: this.#since, asks: false });
  }

  #laterThan(since: number): number {
    return [...this.#others].filter(([id, other]) => other > since || (other === since && id > this.#id)).length;
  }
}

const holds: Decoder<Omit<TurnNews & { kind: 'holds' }, 'kind'>> = object({ id: string, since: number, asks: boolean });
const left: Decoder<{ readonly id: string }> = object({ id: string });
const kind = literal('holds', 'left');

function newsIn(message: unknown): TurnNews | undefined {
  try {
    const name = kind(isObject(message) ? message['kind'] : undefined);
    return name === 'holds' ? { kind: name, ...holds(message) } : { kind: name, ...left(message) };
  } catch {
    return undefined;
  }
}
