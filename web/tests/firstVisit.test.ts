import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFirstVisit, isUntouched, tableToShow } from '../src/model/firstVisit';
import { initialTabs, reduceTabs, type TabsAction, type TabsState } from '../src/model/tabs';
import type { TableEntry } from '../src/model/tableTypes';

const now = Date.parse('2026-11-25T12:00:00.000Z');
const run = (...actions: TabsAction[]): TabsState => actions.reduce(reduceTabs, initialTabs);
const nothingKept: TabsAction = { kind: 'loaded', stored: [], drafts: [], spareIds: ['fresh'] };
const kept = { id: 'kept', title: 'Query 1', query: '', parameters: {}, position: 1, view: {}, updatedAt: '2026-11-25T00:00:00.000Z' };

const table = (name: string, secondsAgo: number, more: Partial<TableEntry> = {}): TableEntry => {
  const timestamp = new Date(now - secondsAgo * 1_000).toISOString();
  const lastCommit = { version: 1, timestamp, operationParameters: {}, operationMetrics: {} };
  return { name, location: `/lake/${name.replace('.', '/')}`, version: 1, rows: 10, bytes: 1_000, lastCommit, ...more };
};

test('a first visit has one empty tab that the server has never seen', () => {
  assert.equal(isFirstVisit(initialTabs), false);
  assert.equal(isFirstVisit(run(nothingKept)), true);
  assert.equal(isFirstVisit(run({ ...nothingKept, stored: [kept] } as TabsAction)), false);
  assert.equal(isFirstVisit(run({ kind: 'opened', tab: { id: 'early', query: 'SELECT 1' } }, nothingKept)), false);
});

test('a tab is untouched until something was typed, run or chosen in it', () => {
  assert.equal(isUntouched({ query: '', view: {} }), true);
  assert.equal(isUntouched({ query: 'S', view: {} }), false);
  assert.equal(isUntouched({ query: '', queryId: 'run', view: {} }), false);
  assert.equal(isUntouched({ query: '', view: { live: true } }), false);
});

test('the table that was written to last is shown, if it moves and is small', () => {
  const huge = table('a.huge', 1, { bytes: 300 * 1024 * 1024 });
  const broken = table('a.broken', 1, { error: { code: 'corrupt', message: 'no' } });
  const empty = table('a.empty', 1, { rows: 0 });
  const unknown = { name: 'a.unknown', location: '/lake/a/unknown', rows: 1, bytes: 1 };
  assert.equal(tableToShow([table('a.old', 3_600), huge, broken, empty, unknown], now), undefined);
  assert.equal(tableToShow([table('a.before', 9), huge, table('a.moving', 2), table('a.old', 70)], now)?.name, 'a.moving');
});
