import type { Failure } from './apiError';
import type { LiveState, Snapshot } from './live';
import type { ServerEvent } from './serverEvents';

/** What is watched: the newest frames, and which of them is shown. */
export interface LiveFrames {
  /** The oldest first. */
  readonly frames: readonly Snapshot[];
  /** The `sentAt` of the frame that is held on screen; undefined while it moves. A restarted server counts `sequence` anew. */
  readonly heldAt: string | undefined;
  readonly state: LiveState | 'starting' | 'ended';
  readonly viewers: number;
  /** Why the newest run failed; the frames before it stay valid. */
  readonly error?: Failure;
  /** Why the server waits, or why it ended this. */
  readonly reason?: string;
  /** Frames that this page did not get, because newer ones overtook them. */
  readonly skipped: number;
}

export const mostFrames = 50;
/** Of all kept frames together: wide and long answers leave room for fewer. */
const mostCells = 500_000;

export type LiveAction =
  | { readonly type: 'event'; readonly event: ServerEvent }
  | { readonly type: 'failed'; readonly error: Failure }
  /** It is asked for anew; what was seen stays. */
  | { readonly type: 'restarted' }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'step'; readonly by: number };

export const noFrames: LiveFrames = { frames: [], heldAt: undefined, state: 'starting', viewers: 0, skipped: 0 };

export function reduceLive(live: LiveFrames, action: LiveAction): LiveFrames {
  switch (action.type) {
    case 'event':
      return afterEvent(live, action.event);
    case 'failed':
      return { ...live, state: 'failed', error: action.error };
    case 'restarted': {
      const { error: _, reason: __, ...rest } = live;
      return { ...rest, state: 'starting' };
    }
    case 'pause':
      return { ...live, heldAt: shownFrame(live)?.sentAt };
    case 'resume':
      return { ...live, heldAt: undefined };
    case 'step':
      return stepped(live, action.by);
  }
}

function afterEvent(live: LiveFrames, event: ServerEvent): LiveFrames {
  switch (event.type) {
    case 'snapshot':
      return withFrame(live, event.snapshot);
    case 'status': {
      const { reason: _, ...rest } = live;
      return { ...rest, state: event.state, viewers: event.viewers, ...(event.reason ? { reason: event.reason } : {}) };
    }
    case 'error':
      return { ...live, state: 'failed', error: event.error };
    case 'ended':
      return { ...live, state: 'ended', reason: event.reason };
    default:
      return live;
  }
}

function withFrame(live: LiveFrames, snapshot: Snapshot): LiveFrames {
  const { error: _, ...healed } = live;
  const last = live.frames[live.frames.length - 1];
  // After a reconnection the server sends the frame again that is here already.
  if (last && last.sentAt === snapshot.sentAt) return healed;
  const frames = bounded([...live.frames, snapshot], live.heldAt);
  const state = live.state === 'starting' || live.state === 'failed' ? 'idle' : live.state;
  return { ...healed, frames, state, skipped: live.skipped + (snapshot.skipped ?? 0) };
}

/** The newest frames within the bounds; the held one stays as long as it is one of the last fifty. */
function bounded(frames: readonly Snapshot[], heldAt: string | undefined): readonly Snapshot[] {
  let cells = 0;
  const kept: Snapshot[] = [];
  for (const frame of [...frames].reverse().slice(0, mostFrames)) {
    cells += frame.rows.length * Math.max(1, frame.columns.length);
    if (kept.length === 0 || cells <= mostCells || frame.sentAt === heldAt) kept.push(frame);
  }
  return kept.reverse();
}

function shownIndex({ frames, heldAt }: LiveFrames): number {
  const held = heldAt === undefined ? -1 : frames.findIndex(({ sentAt }) => sentAt === heldAt);
  if (held >= 0) return held;
  return heldAt === undefined ? frames.length - 1 : 0;
}

/** The frame on screen, and the one before it, whose differences flash. */
export function shownFrame(live: LiveFrames): Snapshot | undefined {
  return live.frames[shownIndex(live)];
}

export function previousFrame(live: LiveFrames): Snapshot | undefined {
  return live.frames[shownIndex(live) - 1];
}

/** Frames newer than the one on screen, and older ones. */
export function framesAround(live: LiveFrames): { readonly older: number; readonly newer: number } {
  const index = shownIndex(live);
  return { older: Math.max(0, index), newer: Math.max(0, live.frames.length - 1 - index) };
}

function stepped(live: LiveFrames, by: number): LiveFrames {
  const target = live.frames[Math.max(0, Math.min(live.frames.length - 1, shownIndex(live) + by))];
  return target ? { ...live, heldAt: target.sentAt } : live;
}

/** Commits to the watched tables in the last minute before the newest frame, as the frames' versions tell. */
export function commitsPerMinute({ frames }: LiveFrames): number | undefined {
  const newest = frames[frames.length - 1];
  if (!newest || frames.length < 2) return undefined;
  const since = Date.parse(newest.sentAt) - 60_000;
  const oldest = frames.find(({ sentAt }) => Date.parse(sentAt) >= since);
  if (!oldest || oldest === newest) return 0;
  const minutes = (Date.parse(newest.sentAt) - Date.parse(oldest.sentAt)) / 60_000;
  return minutes > 0 ? commitsBetween(oldest, newest) / minutes : undefined;
}

function commitsBetween(older: Snapshot, newer: Snapshot): number {
  const before = new Map(older.tables.map(({ name, version }) => [name, version]));
  return newer.tables.reduce((sum, { name, version }) => sum + Math.max(0, version - (before.get(name) ?? version)), 0);
}
