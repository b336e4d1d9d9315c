import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileLabel, partitionText, sortFiles, windowOf, type ListedFile } from '../src/model/tableFiles';
import { emptyTableList, tableListReducer, type TableListAction, type TableListState } from '../src/model/tableList';
import { parseTableAddress, tablePath, versionAfterKey, versionRange } from '../src/model/tablePlace';
import type { FeedTable, TableEvent } from '../src/model/tableFeed';

const table = (version: number): FeedTable => ({ name: 'a.t', location: '/a/t', version, rows: 10, bytes: 10, files: 1 });
const commit = (version: number): TableEvent => ({
  kind: 'commit', table: 'a.t', version, timestamp: '2026-01-01T00:00:00.000Z', filesAdded: 1, filesRemoved: 0, rowsAdded: 1,
  bytesAdded: 1, bytesRemoved: 0, dataChanged: true, schemaChanged: false,
});

function after(...actions: TableListAction<FeedTable>[]): TableListState<FeedTable> {
  return actions.reduce((state, action) => tableListReducer(state, action), emptyTableList<FeedTable>());
}

test('an answer that is older than the events since its request does not undo them', () => {
  const state = after(
    { type: 'start' }, { type: 'answer', tables: [table(4)] },
    { type: 'reload' }, { type: 'start' }, { type: 'event', event: commit(5) }, { type: 'answer', tables: [table(4)] },
  );
  assert.deepEqual([state.tables?.[0]?.version, state.tables?.[0]?.rows, state.phase], [5, 11, 'idle']);
});

test('an event before the first answer is not lost', () => {
  const state = after({ type: 'start' }, { type: 'event', event: commit(5) }, { type: 'answer', tables: [table(4)] });
  assert.equal(state.tables?.[0]?.version, 5);
});

test('a table made anew with a lower version is shown as the server tells it', () => {
  const state = after({ type: 'start' }, { type: 'answer', tables: [table(9)] }, { type: 'reload' }, { type: 'start' }, { type: 'answer', tables: [table(0)] });
  assert.equal(state.tables?.[0]?.version, 0);
});

test('wishes that come while the list is fetched are one more fetch', () => {
  const created: TableEvent = { kind: 'created', table: 'a.new', version: 0 };
  const fetching = after({ type: 'start' }, { type: 'answer', tables: [] }, { type: 'event', event: created }, { type: 'start' });
  const again = [created, created].reduce((state, event) => tableListReducer(state, { type: 'event', event }), fetching);
  assert.equal(again.phase, 'fetchingAgain');
  const needed = tableListReducer(again, { type: 'answer', tables: [table(0)] });
  assert.equal(needed.phase, 'needed');
  assert.equal(tableListReducer(tableListReducer(needed, { type: 'start' }), { type: 'answer', tables: [] }).phase, 'idle');
});

test('a round that nobody saw in between is seen by its number', () => {
  const before = emptyTableList<FeedTable>();
  const after = [
    { type: 'start' }, { type: 'event', event: { kind: 'resync', table: 'a.t', version: 3 } }, { type: 'reload' },
    { type: 'answer', tables: [table(1)] },
  ] as const;
  const next = after.reduce((state, action) => tableListReducer(state, action), before);
  assert.deepEqual([before.phase, next.phase], ['needed', 'needed']);
  assert.notEqual(before.round, next.round);
  const waiting = tableListReducer(next, { type: 'event', event: commit(9) });
  assert.deepEqual([waiting.phase, waiting.round], ['needed', next.round]);
});

test('what came up while a fetch failed is asked for after it', () => {
  const created: TableEvent = { kind: 'created', table: 'a.new', version: 0 };
  const state = after(
    { type: 'start' }, { type: 'answer', tables: [] }, { type: 'reload' }, { type: 'start' }, { type: 'event', event: created },
    { type: 'failure', error: new Error('gone') },
  );
  assert.deepEqual([state.phase, state.error?.message], ['needed', 'gone']);
});

test('a table that goes while the list is fetched is in no answer', () => {
  const removed: TableEvent = { kind: 'removed', table: 'a.t' };
  const state = after({ type: 'start' }, { type: 'event', event: removed }, { type: 'answer', tables: [table(1)] });
  assert.deepEqual([state.tables, state.phase], [[], 'idle']);
});

test('a failure keeps the tables that were there', () => {
  const state = after({ type: 'start' }, { type: 'answer', tables: [table(1)] }, { type: 'reload' }, { type: 'start' }, { type: 'failure', error: new Error('gone') });
  assert.deepEqual([state.tables?.length, state.error?.message, state.phase], [1, 'gone', 'idle']);
});

test('an address is written and read back, odd names too', () => {
  const addresses = [
    { name: 'a.t', place: 'sample', version: 12 },
    { name: 'my schema.`a.b`', place: 'diff', from: 3, to: 9 },
    { name: 'größe.x%y', place: 'overview' },
  ] as const;
  for (const address of addresses) {
    const [path = '', search = ''] = tablePath(address).split('?');
    assert.deepEqual(parseTableAddress(path, search), address);
  }
  assert.equal(tablePath({ name: '', place: 'overview' }), '/tables');
});

test('an address that means nothing falls back', () => {
  assert.deepEqual(parseTableAddress('/tables', ''), { name: '', place: 'overview' });
  assert.deepEqual(parseTableAddress('/tables/a.t/nowhere', 'version=-1&from=x'), { name: 'a.t', place: 'overview' });
  assert.equal(parseTableAddress('/tables/%E0%A4%A/x', '').name, '%E0%A4%A');
});

test('the slider runs over what the log still has', () => {
  assert.deepEqual(versionRange(50, 20, true), { first: 20, last: 50 });
  assert.deepEqual(versionRange(50, 20, false), { first: 0, last: 50 });
  assert.deepEqual(versionRange(3, undefined, true), { first: 0, last: 3 });
});

test('keys move the slider within its ends', () => {
  const range = { first: 0, last: 100 };
  assert.equal(versionAfterKey('ArrowLeft', 0, range), 0);
  assert.equal(versionAfterKey('ArrowRight', 7, range), 8);
  assert.equal(versionAfterKey('PageDown', 50, range), 45);
  assert.equal(versionAfterKey('Home', 50, range), 0);
  assert.equal(versionAfterKey('End', 50, range), 100);
  assert.equal(versionAfterKey('a', 50, range), undefined);
});

const file = (path: string, more: Partial<ListedFile> = {}): ListedFile => ({
  path, bytes: 1, modified: '2026', hasDeletionVector: false, partitionValues: {}, ...more,
});

test('files sort by a figure or by bounds, those without it last', () => {
  const files = [
    file('a', { rows: 5, statistics: { id: { min: '10' } } }), file('b'), file('c', { rows: 7, statistics: { id: { min: 9 } } }),
  ];
  const paths = (by: string, isDescending: boolean): string => sortFiles(files, { by, isDescending }).map(({ path }) => path).join('');
  assert.equal(paths('rows', true), 'cab');
  assert.equal(paths('rows', false), 'acb');
  assert.equal(paths('min:id', false), 'cab');
  assert.equal(paths('path', true), 'cba');
});

test('partition values tell null from an empty text, and a file is named without its folders', () => {
  assert.equal(partitionText({ day: '1', region: null, x: '' }), 'day=1, region=null, x=“”');
  assert.equal(fileLabel('day=1/part%20one.parquet'), 'part one.parquet');
  assert.equal(fileLabel('100%.parquet'), '100%.parquet');
});

test('the window never leaves the list', () => {
  assert.deepEqual(windowOf(0, 100, 20, 1_000), { start: 0, end: 13 });
  assert.deepEqual(windowOf(1e9, 100, 20, 10), { start: 10, end: 10 });
});
