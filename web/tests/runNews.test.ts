import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runNews } from '../src/model/runNews';
import { runOf, type RunItem, type TabRun } from '../src/model/tabsRun';

const item = (state: RunItem['state'], more: Partial<RunItem> = {}): RunItem => ({ text: 'SELECT 1', state, rowCount: 0, resultBytes: 0, isTruncated: false, ...more });
const run = (...items: readonly RunItem[]): TabRun => ({ items });

test('a run that is done says what it brought', () => {
  assert.deepEqual(runNews('Orders', run(item('succeeded', { rowCount: 1_200, elapsedMs: 2_500 }))), { text: '“Orders” is done: 1,200 rows in 2.50 s.', tone: 'good' });
  assert.deepEqual(runNews('Script', run(item('succeeded', { elapsedMs: 400 }), item('succeeded', { elapsedMs: 100 })))?.text, '“Script” is done: 2 statements in 500 ms.');
});

test('a run that failed says why, in one line', () => {
  const failed = run(item('succeeded'), item('failed', { error: { code: 'x', message: `No such table.\nat line 2` } }), item('skipped'));
  assert.deepEqual(runNews('Script', failed), { text: '“Script” failed: No such table.', tone: 'bad' });
  assert.equal(runNews('Long', run(item('failed', { error: { code: 'x', message: 'a'.repeat(999) } })))?.text.length, '“Long” failed: '.length + 200);
});

test('a run that goes on or was stopped is no news', () => {
  assert.equal(runNews('Now', undefined), undefined);
  assert.equal(runNews('Now', runOf('SELECT 1', {})), undefined);
  assert.equal(runNews('Now', run(item('succeeded'), item('waiting'))), undefined);
  assert.equal(runNews('Stopped', run(item('cancelled'), item('skipped'))), undefined);
});
