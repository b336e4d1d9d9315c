import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyToList, noteCommitTime, noteTimes, stepOfOpenTable, type FeedTable, type TableEvent } from '../src/model/tableFeed';

const logs: FeedTable = { name: 'a.logs', location: '/lake/a/logs', version: 4, rows: 100, bytes: 1_000, files: 3 };
const other: FeedTable = { name: 'a.other', location: '/lake/a/other', version: 0, rows: 1, bytes: 10, files: 1 };

function commit(version: number, more: Partial<Extract<TableEvent, { kind: 'commit' }>> = {}): TableEvent {
  return {
    kind: 'commit', table: 'a.logs', version, timestamp: '2026-01-01T00:00:05.000Z', operation: 'WRITE',
    filesAdded: 1, filesRemoved: 0, rowsAdded: 5, bytesAdded: 50, bytesRemoved: 0,
    dataChanged: true, schemaChanged: false, ...more,
  };
}

test('a commit changes the figures of its table alone', () => {
  const { tables, refetch } = applyToList([logs, other], commit(5));
  assert.equal(refetch, 'nothing');
  assert.deepEqual(
    [tables[0]?.version, tables[0]?.rows, tables[0]?.bytes, tables[0]?.files, tables[0]?.lastCommit?.version],
    [5, 105, 1_050, 4, 5],
  );
  assert.equal(tables[1], other);
});

test('a commit that came twice or late changes nothing', () => {
  const tables = [logs];
  assert.equal(applyToList(tables, commit(4)).tables, tables);
});

test('a commit after a hole shows at once, and the list is asked for again', () => {
  const { tables, refetch } = applyToList([logs], commit(9));
  assert.equal(tables[0]?.version, 9);
  assert.equal(refetch, 'list');
});

test('rows become unknown when a commit does not count them', () => {
  assert.equal(applyToList([logs], commit(5, { rowsAdded: undefined })).tables[0]?.rows, undefined);
  assert.equal(applyToList([logs], commit(5, { filesRemoved: 1, rowsRemoved: undefined })).tables[0]?.rows, undefined);
  const metadataOnly = commit(5, { filesAdded: 0, rowsAdded: undefined, bytesAdded: 0, dataChanged: false });
  assert.equal(applyToList([logs], metadataOnly).tables[0]?.rows, 100);
});

test('removed tables go, created and unknown ones are asked for', () => {
  assert.deepEqual(applyToList([logs, other], { kind: 'removed', table: 'A.Logs' }).tables, [other]);
  assert.equal(applyToList([logs], { kind: 'created', table: 'a.new', version: 0 }).refetch, 'list');
  assert.equal(applyToList([other], commit(5)).refetch, 'list');
  assert.equal(applyToList([logs], { kind: 'resync', table: 'a.logs', version: 50 }).refetch, 'list');
});

test('a broken table that gets a commit is asked for again, it may be whole now', () => {
  const broken: FeedTable = { name: 'a.logs', location: '/l', error: { code: 'corrupt', message: 'no' } };
  assert.equal(applyToList([broken], commit(5)).refetch, 'list');
});

test('an open table is refreshed by its own new versions, and told when it is gone', () => {
  const open = { name: 'a.logs', version: 4 };
  assert.equal(stepOfOpenTable(open, commit(5)), 'refresh');
  assert.equal(stepOfOpenTable(open, commit(4)), 'ignore');
  assert.equal(stepOfOpenTable({ name: 'a.other', version: 0 }, commit(5)), 'ignore');
  assert.equal(stepOfOpenTable(open, { kind: 'removed', table: 'a.logs' }), 'gone');
  assert.equal(stepOfOpenTable(open, { kind: 'created', table: 'a.logs', version: 0 }), 'refresh');
});

test('commit times are kept once each, a bounded number of them', () => {
  let times = noteTimes(new Map(), 'A.logs', [3, 1, 2, 2, NaN]);
  assert.deepEqual(times.get('a.logs'), [1, 2, 3]);
  times = noteTimes(times, 'a.logs', Array.from({ length: 100 }, (_, index) => index));
  assert.equal(times.get('a.logs')?.length, 16);
  times = noteCommitTime(times, commit(5));
  assert.equal(times.get('a.logs')?.at(-1), Date.parse('2026-01-01T00:00:05.000Z'));
});
