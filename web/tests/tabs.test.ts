import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activeTab, differsFromSaved, hasUnstoredChanges, initialTabs, reduceTabs, type TabsAction, type TabsState } from '../src/model/tabs';
import { decodeDraft } from '../src/model/tabsDraft';
import { draftOf, mergeTabs, tabOf, type StoredTab } from '../src/model/tabsMerge';
import { changeItem, errorPlace, isRunning, leadingItem, runOf, startRun } from '../src/model/tabsRun';

const stored = (id: string, position: number, query = `SELECT '${id}'`): StoredTab => ({
  id,
  title: id,
  query,
  parameters: {},
  position,
  view: {},
  updatedAt: '2026-11-25T00:00:00.000Z',
});

const load = (ids: readonly string[]): TabsAction => ({
  kind: 'loaded',
  stored: ids.map((id, index) => stored(id, index + 1)),
  drafts: [],
  spareIds: ['fresh'],
});
const run = (...actions: TabsAction[]): TabsState => actions.reduce(reduceTabs, initialTabs);
const ids = (state: TabsState): string[] => state.tabs.map(({ id }) => id);

test('an empty workspace starts with one tab', () => {
  const state = run(load([]));
  assert.deepEqual([state.phase, ids(state), state.activeId, state.tabs[0]?.title], ['ready', ['fresh'], 'fresh', 'Query 1']);
});

test('the tab that the address names is shown, else the first', () => {
  assert.equal(run({ ...load(['a', 'b']), wanted: 'b' } as TabsAction).activeId, 'b');
  assert.equal(run({ ...load(['a', 'b']), wanted: 'gone' } as TabsAction).activeId, 'a');
});

test('a tab that was opened before the others were loaded keeps its text and is shown', () => {
  const opened: TabsAction = { kind: 'opened', tab: { id: 'early', title: 'orders', query: 'SELECT 1' } };
  const state = run(opened, { ...load(['a', 'b']), wanted: 'a' } as TabsAction);
  assert.deepEqual([state.phase, ids(state), state.activeId, activeTab(state)?.query], ['ready', ['a', 'early', 'b'], 'early', 'SELECT 1']);
  assert.ok(hasUnstoredChanges(state.tabs[1] ?? assert.fail()));
  assert.deepEqual(ids(run(opened, load([]))), ['early']);
  assert.deepEqual(ids(run(opened, { kind: 'loadFailed', problem: 'no server' }, load(['a']))), ['a', 'early']);
});

test('a new tab stands behind the active one, with the lowest free number', () => {
  const state = run(load(['a', 'b']), { kind: 'opened', tab: { id: 'c' } }, { kind: 'activated', id: 'a' }, { kind: 'opened', tab: { id: 'd' } });
  assert.deepEqual(ids(state), ['a', 'd', 'c', 'b']);
  assert.deepEqual(state.tabs.map(({ title }) => title), ['a', 'Query 2', 'Query 1', 'b']);
  const positions = state.tabs.map(({ position }) => position);
  assert.deepEqual(positions, [...positions].sort((one, other) => one - other));
});

test('closing shows the neighbour, and can be undone at its place', () => {
  const closed = run(load(['a', 'b', 'c']), { kind: 'activated', id: 'b' }, { kind: 'closed', id: 'b' });
  assert.deepEqual([ids(closed), closed.activeId], [['a', 'c'], 'c']);
  const back = reduceTabs(closed, { kind: 'closeUndone', id: 'b', freshId: 'b2' });
  assert.deepEqual([ids(back), back.activeId, activeTab(back)?.query], [['a', 'b2', 'c'], 'b2', "SELECT 'b'"]);
  assert.ok(hasUnstoredChanges(back.tabs[1] ?? assert.fail()));
  assert.equal(run(load(['a']), { kind: 'closed', id: 'a' }).activeId, undefined);
});

test('moving keeps positions in order, however often', () => {
  let state = run(load(['a', 'b', 'c']));
  for (let round = 0; round < 300; round += 1) {
    state = reduceTabs(state, { kind: 'moved', id: ids(state)[2] ?? '', toIndex: 1 });
    const positions = state.tabs.map(({ position }) => position);
    assert.ok(positions.every((position, index) => index === 0 || position > (positions[index - 1] ?? 0)));
  }
  assert.deepEqual(ids(state), ['a', 'b', 'c']);
  assert.deepEqual(ids(reduceTabs(state, { kind: 'moved', id: 'a', toIndex: 99 })), ['b', 'c', 'a']);
});

test('a change is unsent until the server has confirmed that very change', () => {
  const change: TabsAction = { kind: 'changed', id: 'a', change: { query: 'SELECT 2' } };
  const edited = run(load(['a']), change, change);
  assert.ok(hasUnstoredChanges(edited.tabs[0] ?? assert.fail()));
  const half = reduceTabs(edited, { kind: 'stored', id: 'a', revision: 1, updatedAt: 't1' });
  assert.ok(hasUnstoredChanges(half.tabs[0] ?? assert.fail()));
  const whole = reduceTabs(half, { kind: 'stored', id: 'a', revision: 2, updatedAt: 't2' });
  assert.ok(!hasUnstoredChanges(whole.tabs[0] ?? assert.fail()));
});

test('a tab can be linked to a saved query and unlinked', () => {
  const linked = run(load(['a']), { kind: 'changed', id: 'a', change: { savedQueryId: 's' } }, { kind: 'changed', id: 'a', change: { query: 'x' } });
  assert.equal(linked.tabs[0]?.savedQueryId, 's');
  assert.ok(!('savedQueryId' in (reduceTabs(linked, { kind: 'changed', id: 'a', change: { savedQueryId: null } }).tabs[0] ?? {})));
  const saved = { query: 'x', parameters: { p: { type: 'string', text: '1', isNull: false } } } as const;
  assert.ok(!differsFromSaved(saved, saved));
  assert.ok(differsFromSaved({ ...saved, parameters: {} }, saved));
});

test("an unsent draft continues the server's copy that it grew from", () => {
  const [tab] = mergeTabs([stored('a', 1)], [{ ...draftOf(tabOf(stored('a', 1))), query: 'typed offline' }], ['n']);
  assert.equal(tab?.query, 'typed offline');
  assert.ok(tab && hasUnstoredChanges(tab));
});

test('no text is lost when a tab was changed elsewhere, or deleted there', () => {
  const draft = { ...draftOf(tabOf(stored('a', 1))), query: 'mine', updatedAt: 'older' };
  const both = mergeTabs([stored('a', 1, 'theirs')], [draft], ['n']);
  assert.deepEqual(both.map(({ id, query }) => [id, query]), [['a', 'theirs'], ['n', 'mine']]);
  assert.deepEqual(mergeTabs([], [draft], ['n']).map(({ query }) => query), ['mine']);
  assert.equal(mergeTabs([stored('a', 1, 'mine')], [draft], ['n']).length, 1);
});

const statements = ['SELECT 1', 'SELECT bad', 'SELECT 3'].map((text, index) => ({ text, range: { start: index * 20, end: index * 20 + text.length } }));

test('a failed statement skips the ones behind it', () => {
  let script = startRun(statements);
  script = changeItem(script, 0, { state: 'succeeded', rowCount: 1 });
  script = changeItem(script, 1, { state: 'failed', error: { code: 'column_not_found', message: 'no bad', position: { line: 1, column: 8 } } });
  assert.deepEqual(script.items.map(({ state }) => state), ['succeeded', 'failed', 'skipped']);
  assert.equal(leadingItem(script)?.text, 'SELECT bad');
  assert.ok(!isRunning(script));
  const text = 'SELECT 1;         \n\nSELECT bad;        \nSELECT 3';
  assert.deepEqual(errorPlace(script.items[1] ?? assert.fail(), text), { range: { start: 27, end: 30 }, line: 3, column: 8 });
});

test('an error has no place in a text that was edited, and finds it again after a reload', () => {
  const error = { code: 'column_not_found', message: 'no bad', position: { line: 2, column: 1 } };
  const [item] = runOf('SELECT\nbad', { state: 'failed', error }).items;
  assert.ok(item);
  assert.deepEqual(errorPlace(item, '-- mine\nSELECT\nbad'), { range: { start: 15, end: 18 }, line: 3, column: 1 });
  assert.equal(errorPlace(item, 'SELECT\nbad, 1;\nSELECT\nbad'), undefined);
  assert.equal(errorPlace(item, 'SELECT\n  bad'), undefined);
  assert.equal(errorPlace({ ...item, range: { start: 0, end: 10 } }, 'SELECT 1, \nSELECT\nbad'), undefined);
});

test('late news of a statement that is over change nothing', () => {
  const over = changeItem(startRun(statements), 0, { state: 'cancelled' });
  assert.equal(changeItem(over, 0, { state: 'running' }).items[0]?.state, 'cancelled');
});

test('a draft comes back from the storage as it went in, and an unreadable one is left out', () => {
  const tab = { ...tabOf(stored('a', 2.5)), parameters: { p: { type: 'bigint', text: '12x', isNull: false } } as const };
  assert.deepEqual(decodeDraft(JSON.stringify(draftOf(tab))), draftOf(tab));
  for (const broken of ['', '{', '[]', 'null', '{"id":"a"}', '{"id":1,"title":"","query":"","position":1,"parameters":{},"view":{}}']) {
    assert.equal(decodeDraft(broken), undefined, broken);
  }
});
