import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserClosedTabs } from '../src/features/editor/closedTabs';
import type { TabDraft } from '../src/model/tabsMerge';

/** Of the DOM's Storage what is used of it. */
function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
    key: () => null,
    length: 0,
  };
}

const tab = (id: string, query: string, more: Partial<TabDraft> = {}): TabDraft => ({ id, title: id, query, parameters: {}, position: 1, view: {}, ...more });

test('the tabs closed last are known by their ids', () => {
  const closed = browserClosedTabs(storage());
  for (let number = 0; number < 40; number += 1) closed.add(tab(`t${number}`, `SELECT ${number}`));
  assert.equal(closed.find('t39')?.query, 'SELECT 39');
  assert.equal(closed.find('t9'), undefined, 'thirty are kept');
  closed.add(tab('t20', 'SELECT again', { queryId: 'q' }));
  assert.deepEqual(closed.find('t20'), tab('t20', 'SELECT again', { queryId: 'q' }));
});

test('what has nothing to bring back, or too much, is not kept', () => {
  const closed = browserClosedTabs(storage());
  closed.add(tab('empty', '  '));
  closed.add(tab('huge', 'x'.repeat(40_001)));
  closed.add(tab('result', '', { queryId: 'q' }));
  assert.deepEqual(['empty', 'huge', 'result'].map((id) => closed.find(id)?.id), [undefined, undefined, 'result']);
});

test('a storage with something else in it is no trouble', () => {
  const broken = storage();
  broken.setItem('tideline.recentlyClosed', '{"not": "a list"');
  const closed = browserClosedTabs(broken);
  assert.equal(closed.find('a'), undefined);
  closed.add(tab('a', 'SELECT 1'));
  assert.equal(closed.find('a')?.query, 'SELECT 1');
});
