import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isWanted, retryDelay, streamAddress, type Wish } from '../src/model/eventHub';
import { parseJson } from '../src/model/json';
import type { Snapshot } from '../src/model/live';
import { commitsPerMinute, framesAround, mostFrames, noFrames, previousFrame, reduceLive, shownFrame, type LiveFrames } from '../src/model/liveFrames';
import { decodeServerEvent, eventNames, type ServerEvent } from '../src/model/serverEvents';

interface Frame {
  readonly id: string;
  readonly event: ServerEvent;
}

/** The stream as it comes over the wire. */
function frames(): Frame[] {
  const text = ['stream', 'pipelines'].map((name) => readFileSync(`../Fixtures/sse/${name}.txt`, 'utf8')).join('');
  return text.split('\n\n').filter((block) => block.includes('event:')).map((block) => {
    const field = (name: string) => block.split('\n').find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
    const name = eventNames.find((known) => known === field('event'));
    assert.ok(name, `unknown event in ${block}`);
    return { id: field('id'), event: decodeServerEvent(name, parseJson(field('data'))) };
  });
}

const snapshot = (sequence: number, version: number, second: number, rowCount = 1): Snapshot => ({
  liveId: 'l',
  sequence,
  version,
  tables: [{ name: 't', version }],
  sentAt: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
  refresh: 'full',
  columns: [{ name: 'n', type: 'bigint' }],
  rows: Array.from({ length: rowCount }, () => [sequence]),
  rowCount,
  truncated: false,
  runMs: 1,
});

const after = (live: LiveFrames, ...snapshots: Snapshot[]): LiveFrames =>
  snapshots.reduce((state, next) => reduceLive(state, { type: 'event', event: { type: 'snapshot', snapshot: next } }), live);

test('each kind of event is decoded from its fixture', () => {
  const seen = new Set(frames().map(({ event }) => event.type));
  assert.deepEqual([...seen].sort(), [...eventNames].sort());
  const kinds = frames().flatMap(({ event }) => (event.type === 'table' ? [event.table.kind] : []));
  assert.deepEqual([...new Set(kinds)].sort(), ['commit', 'created', 'removed', 'resync']);
});

test('one stream carries what all parts of the page want', () => {
  const wish = (topics: Wish['topics'], live: string[]): Wish => ({ ...(topics ? { topics } : {}), live, onEvent: () => undefined });
  assert.equal(streamAddress([]), null);
  assert.equal(streamAddress([wish(['tables'], ['b']), wish(['engine', 'tables'], ['a', 'b'])]), '/events?live=a,b&topics=engine,tables');
  assert.equal(streamAddress([wish(undefined, ['a'])]), '/events?live=a');
});

test('a part of the page gets only the events that it wished for', () => {
  const events = frames().map(({ event }) => event);
  const types = (wish: Omit<Wish, 'onEvent'>): string[] =>
    [...new Set(events.filter((event) => isWanted({ ...wish, onEvent: () => undefined }, event)).map(({ type }) => type))].sort();
  assert.deepEqual(types({ topics: ['tables'] }), ['hello', 'table']);
  assert.deepEqual(types({ topics: ['queries', 'engine'] }), ['engine', 'hello', 'query']);
  const live = events.find((event) => event.type === 'snapshot');
  assert.ok(live?.type === 'snapshot');
  assert.deepEqual(types({ live: [live.snapshot.liveId] }), ['ended', 'error', 'hello', 'snapshot', 'status']);
  assert.deepEqual(types({ live: ['another'] }), ['hello']);
});

test('waiting for a lost server grows, and ends at ten seconds', () => {
  assert.deepEqual([1, 2, 3, 6, 1000].map(retryDelay), [500, 1000, 2000, 10_000, 10_000]);
});

test('the newest frame is shown until one is held', () => {
  const live = after(noFrames, snapshot(1, 1, 0), snapshot(2, 2, 1));
  assert.equal(shownFrame(live)?.sequence, 2);
  assert.equal(previousFrame(live)?.sequence, 1);
  const held = after(reduceLive(live, { type: 'pause' }), snapshot(3, 3, 2));
  assert.equal(shownFrame(held)?.sequence, 2);
  assert.deepEqual(framesAround(held), { older: 1, newer: 1 });
  assert.equal(shownFrame(reduceLive(held, { type: 'resume' }))?.sequence, 3);
});

test('stepping stays within the kept frames', () => {
  const live = after(noFrames, snapshot(1, 1, 0), snapshot(2, 2, 1));
  const back = reduceLive(reduceLive(live, { type: 'step', by: -1 }), { type: 'step', by: -1 });
  assert.equal(shownFrame(back)?.sequence, 1);
  assert.equal(shownFrame(reduceLive(back, { type: 'step', by: 5 }))?.sequence, 2);
  assert.equal(shownFrame(reduceLive(noFrames, { type: 'step', by: -1 })), undefined);
});

test('fifty frames are kept, fewer of wide and long answers, and always the newest', () => {
  const many = Array.from({ length: 80 }, (_, index) => snapshot(index, index, index % 60));
  assert.equal(after(noFrames, ...many).frames.length, mostFrames);
  const long = Array.from({ length: 5 }, (_, index) => snapshot(index, index, index, 200_000));
  assert.deepEqual(after(noFrames, ...long).frames.map(({ sequence }) => sequence), [3, 4]);
  assert.equal(after(noFrames, snapshot(1, 1, 0, 600_000)).frames.length, 1);
});

const manyAfter = (live: LiveFrames, first: number, count: number): LiveFrames =>
  after(live, ...Array.from({ length: count }, (_, index) => snapshot(first + index, first + index, first + index)));

test('a held frame stays, however many come after it', () => {
  const held = reduceLive(after(noFrames, snapshot(0, 0, 0), snapshot(1, 1, 1)), { type: 'pause' });
  const later = manyAfter(held, 2, 500);
  assert.equal(shownFrame(later)?.sequence, 1);
  assert.equal(later.behind, 500, 'all are counted, also those that are not kept');
  assert.equal(later.frames.length, mostFrames + 1);
  assert.deepEqual(framesAround(later), { older: 0, newer: mostFrames });
  const long = after(held, ...Array.from({ length: 5 }, (_, index) => snapshot(2 + index, index, 2 + index, 200_000)));
  assert.deepEqual(long.frames.map(({ sequence }) => sequence), [1, 5, 6]);
  assert.equal(shownFrame(reduceLive(later, { type: 'step', by: -1 }))?.sequence, 1, 'there is none before it any more');
  assert.equal(reduceLive(later, { type: 'step', by: -1 }).behind, 500);
});

test('a held frame beyond the kept ones goes when it is left', () => {
  const later = manyAfter(reduceLive(after(noFrames, snapshot(0, 0, 0)), { type: 'pause' }), 1, 60);
  const forward = reduceLive(later, { type: 'step', by: 1 });
  assert.equal(shownFrame(forward)?.sequence, 11, 'the oldest of the kept ones is next');
  assert.deepEqual([forward.behind, forward.frames.length], [49, mostFrames]);
  const resumed = reduceLive(later, { type: 'resume' });
  assert.equal(shownFrame(resumed)?.sequence, 60);
  assert.deepEqual([resumed.behind, resumed.frames.length], [0, mostFrames]);
});

const status = (live: LiveFrames, version: number, liveId = 'l', second = 30): LiveFrames =>
  reduceLive(live, { type: 'event', event: { type: 'status', liveId, state: 'idle', viewers: 1, tables: [{ name: 't', version, committedAt: committed(second) }] } });
const committed = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

test('commits that change no rows move version and age of the newest frame on', () => {
  const live = after(noFrames, snapshot(1, 1, 0), snapshot(2, 2, 1));
  const moved = shownFrame(status(live, 3));
  assert.deepEqual([moved?.version, moved?.tables[0]?.version, moved?.committedAt], [3, 3, committed(30)]);
  assert.deepEqual([moved?.sequence, moved?.rows], [2, shownFrame(live)?.rows], 'its rows are those that it had');
  assert.equal(previousFrame(status(live, 3))?.version, 1);
  assert.equal(shownFrame(status(live, 2)), shownFrame(live), 'what says nothing new draws nothing anew');
  assert.equal(shownFrame(status(live, 1))?.version, 2, 'never back');
  assert.equal(shownFrame(status(live, 9, 'another'))?.version, 2, 'a query that was started anew has no answer yet');
});

test('a held frame keeps its version, and takes on the later one when it is held no more', () => {
  const held = status(reduceLive(after(noFrames, snapshot(1, 1, 0), snapshot(2, 2, 1)), { type: 'pause' }), 3);
  assert.equal(shownFrame(held)?.version, 2);
  assert.equal(shownFrame(reduceLive(held, { type: 'resume' }))?.version, 3);
  const back = reduceLive(held, { type: 'step', by: -1 });
  assert.equal(shownFrame(back)?.version, 1);
  assert.equal(shownFrame(reduceLive(back, { type: 'step', by: 1 }))?.version, 3);
  assert.equal(shownFrame(after(reduceLive(held, { type: 'resume' }), snapshot(3, 4, 40)))?.version, 4);
});

test('after a reconnection a status speaks of the frame that follows it', () => {
  const again = reduceLive(after(noFrames, snapshot(1, 1, 0)), { type: 'event', event: { type: 'hello', resumed: false, server: '1' } });
  assert.equal(shownFrame(status(again, 5))?.version, 1);
  const [frame] = status(after(noFrames, snapshot(1, 1, 0)), 5).frames;
  assert.ok(frame);
  assert.equal(shownFrame(after(status(again, 5), frame))?.version, 5, 'the same frame, which had moved on meanwhile');
  assert.equal(shownFrame(status(after(again, snapshot(2, 5, 3)), 6))?.version, 6);
});

test('a failed run keeps the answer before it, and the next answer heals it', () => {
  const error = { code: 'column_not_found', message: 'gone' };
  const failed = reduceLive(after(noFrames, snapshot(1, 1, 0)), { type: 'event', event: { type: 'error', liveId: 'l', error } });
  assert.equal(failed.error?.code, 'column_not_found');
  assert.equal(shownFrame(failed)?.sequence, 1);
  const healed = after(failed, snapshot(2, 2, 1));
  assert.equal(healed.error, undefined);
  assert.equal(healed.state, 'idle');
});

test('a frame that comes again after a reconnection is not kept twice', () => {
  assert.equal(after(noFrames, snapshot(1, 1, 0), snapshot(1, 1, 0)).frames.length, 1);
});

test('commits per minute are counted from the versions of the last minute', () => {
  assert.equal(commitsPerMinute(after(noFrames, snapshot(1, 10, 0))), undefined);
  // 30 versions in half a minute; one frame stands for several commits.
  const live = after(noFrames, snapshot(1, 10, 0), snapshot(2, 12, 4), snapshot(3, 40, 30));
  assert.equal(commitsPerMinute(live), 60);
  assert.equal(commitsPerMinute(status(live, 60, 'l', 60)), 50, 'those that change no rows count too, over the time that they took');
});

test('skipped frames add up', () => {
  assert.equal(after(noFrames, snapshot(1, 1, 0), { ...snapshot(4, 4, 1), skipped: 2 }, { ...snapshot(9, 9, 2), skipped: 4 }).skipped, 6);
});
