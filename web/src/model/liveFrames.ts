import type { Failure } from './apiError';
import type { LiveState, Snapshot, SnapshotTable } from './live';
import type { ServerEvent } from './serverEvents';

/** What is watched: the newest frames, and which of them is shown. */
export interface LiveFrames {
  /** The oldest first. */
  readonly frames: readonly Snapshot[];
  /** The `sentAt` of the frame that is held on screen; undefined while it moves. A restarted server counts `sequence` anew. */
  readonly heldAt: string | undefined;
  /** Frames that came after the held one, whether they are still kept or not. */
  readonly behind: number;
  /** Versions at which the newest frame's rows are the answer too; it takes them on once it isn't held any more. */
  readonly moved?: readonly SnapshotTable[];
  /** The stream has begun anew: what a status says belongs to a frame that is still on its way. */
  readonly awaitsFrame: boolean;
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

export const noFrames: LiveFrames = { frames: [], heldAt: undefined, behind: 0, awaitsFrame: false, state: 'starting', viewers: 0, skipped: 0 };

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
      return holding(live, shownFrame(live));
    case 'resume':
      return holding(live, undefined);
    case 'step':
      return stepped(live, action.by);
  }
}

function afterEvent(live: LiveFrames, event: ServerEvent): LiveFrames {
  switch (event.type) {
    case 'snapshot':
      return withFrame(live, event.snapshot);
    case 'hello':
      return { ...live, awaitsFrame: true };
    case 'status': {
      const { reason: _, ...rest } = live;
      const status = { ...rest, state: event.state, viewers: event.viewers, ...(event.reason ? { reason: event.reason } : {}) };
      return live.awaitsFrame || event.liveId !== newestFrame(live)?.liveId ? status : movedOn(status, event.tables);
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
  const { error: _, ...rest } = live;
  const healed = { ...rest, awaitsFrame: false };
  // After a reconnection the server sends the frame again that is here already.
  if (newestFrame(live)?.sentAt === snapshot.sentAt) return movedOn(healed, snapshot.tables);
  const { moved: __, ...settled } = healed;
  const frames = bounded([...live.frames, snapshot], live.heldAt);
  const behind = live.heldAt === undefined ? 0 : live.behind + 1;
  const state = live.state === 'starting' || live.state === 'failed' ? 'idle' : live.state;
  return { ...settled, frames, behind, state, skipped: live.skipped + (snapshot.skipped ?? 0) };
}

/** The newest frames within the bounds, and before them the held one. */
function bounded(frames: readonly Snapshot[], heldAt: string | undefined): readonly Snapshot[] {
  let cells = 0;
  let first = frames.length;
  while (first > 0 && frames.length - first < mostFrames) {
    const frame = frames[first - 1];
    cells += (frame?.rows.length ?? 0) * Math.max(1, frame?.columns.length ?? 0);
    if (cells > mostCells && first < frames.length) break;
    first -= 1;
  }
  return frames.filter(({ sentAt }, at) => at >= first || sentAt === heldAt);
}

/** Holds a frame, or the newest again; how many came after it is counted from here on. */
function holding(live: LiveFrames, frame: Snapshot | undefined): LiveFrames {
  const { moved, ...rest } = live;
  const behind = frame ? live.frames.length - 1 - live.frames.indexOf(frame) : 0;
  const frames = bounded(live.frames, frame?.sentAt);
  return movedOn({ ...rest, heldAt: frame?.sentAt, behind, frames }, moved ?? []);
}

/** A commit that changes no rows makes no frame: the newest one's rows are the answer at the later version too. */
function movedOn(live: LiveFrames, tables: readonly SnapshotTable[]): LiveFrames {
  const newest = newestFrame(live);
  if (!newest || !isLater(tables, newest.tables)) return live;
  // What is held stands still.
  if (newest.sentAt === live.heldAt) return { ...live, moved: tables };
  const [first] = tables;
  const committedAt = tables.reduce<string | undefined>((latest, one) => (one.committedAt !== undefined && (latest === undefined || one.committedAt > latest) ? one.committedAt : latest), undefined);
  const frame = { ...newest, tables, ...(first ? { version: first.version } : {}), ...(committedAt === undefined ? {} : { committedAt }) };
  return { ...live, frames: [...live.frames.slice(0, -1), frame] };
}

/** The same tables, none at an earlier version and one at a later. */
function isLater(tables: readonly SnapshotTable[], than: readonly SnapshotTable[]): boolean {
  const versions = new Map(tables.map(({ name, version }) => [name, version]));
  const steps = than.map(({ name, version }) => (versions.get(name) ?? Number.NaN) - version);
  return tables.length === than.length && steps.every((step) => step >= 0) && steps.some((step) => step > 0);
}

function newestFrame({ frames }: LiveFrames): Snapshot | undefined {
  return frames[frames.length - 1];
}

function shownIndex({ frames, heldAt }: LiveFrames): number {
  return heldAt === undefined ? frames.length - 1 : frames.findIndex(({ sentAt }) => sentAt === heldAt);
}

/** The frame on screen, and the one before it, whose differences flash. */
export function shownFrame(live: LiveFrames): Snapshot | undefined {
  return live.frames[shownIndex(live)];
}

export function previousFrame(live: LiveFrames): Snapshot | undefined {
  return live.frames[shownIndex(live) - 1];
}

/** Kept frames newer than the one on screen, and older ones. */
export function framesAround(live: LiveFrames): { readonly older: number; readonly newer: number } {
  const index = shownIndex(live);
  return { older: Math.max(0, index), newer: Math.max(0, live.frames.length - 1 - index) };
}

/** At an end of the kept frames there is no step: what is held stays, with its count of those that came after it. */
function stepped(live: LiveFrames, by: number): LiveFrames {
  const index = shownIndex(live);
  const target = live.frames[Math.max(0, Math.min(live.frames.length - 1, index + by))];
  return target && target.sentAt !== live.heldAt ? holding(live, target) : live;
}

/** When its newest version was the answer. */
function timeOf({ sentAt, committedAt }: Snapshot): number {
  return Math.max(Date.parse(sentAt), committedAt === undefined ? 0 : Date.parse(committedAt));
}

/** Commits to the watched tables in the last minute before the newest frame, as the frames' versions tell. */
export function commitsPerMinute(live: LiveFrames): number | undefined {
  const newest = newestFrame(live);
  if (!newest || live.frames.length < 2) return undefined;
  const until = timeOf(newest);
  const oldest = live.frames.find((frame) => timeOf(frame) >= until - 60_000);
  if (!oldest || oldest === newest) return 0;
  const minutes = (until - timeOf(oldest)) / 60_000;
  return minutes > 0 ? commitsBetween(oldest, newest) / minutes : undefined;
}

function commitsBetween(older: Snapshot, newer: Snapshot): number {
  const before = new Map(older.tables.map(({ name, version }) => [name, version]));
  return newer.tables.reduce((sum, { name, version }) => sum + Math.max(0, version - (before.get(name) ?? version)), 0);
}
