import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAge, formatBytes, formatCount, formatDuration, formatMoment, formatShare, plural } from '../src/model/format';
import { liveAddressOf, liveSearch, parseLiveAddress } from '../src/model/liveAddress';
import { findCommands, type Command } from '../src/model/palette';
import { parseRoute, pathOf } from '../src/model/route';
import { createStore } from '../src/model/store';
import { changedView, tabView } from '../src/model/tabView';

test('an address and what it shows are the same thing', () => {
  for (const path of ['/query', '/query/0b0d-1', '/saved/7', '/live', '/live/a%2Fb', '/tables', '/tables/s.t/history', '/tables/s.t/sample?version=3',
    '/query/0b0d-1?panel=history', '/query?panel=explain', '/tables?dialog=upload', '/tables/s.t/history?operation=Merge&engine=Spark+3.5',
    '/tables/s.t/files?version=2&column=a%2Cb&column=%C3%BC', '/tables/s.t/sample?rows=1000&dialog=register', '/live?query=SELECT%201%20%2B%20%3Aa',
    '/pipelines', '/pipelines/new', '/pipelines/web%2Flogs', '/pipelines/demo/rejects', '/jobs', '/jobs?table=s.t']) {
    const [pathname = '', search = ''] = path.split('?');
    assert.equal(pathOf(parseRoute(pathname, search && `?${search}`)), path);
  }
  assert.deepEqual(parseRoute('/', ''), { place: 'query' });
  assert.deepEqual(parseRoute('/streams', ''), { place: 'unknown', path: '/streams' });
  assert.deepEqual(parseRoute('/pipelines/demo/what', ''), { place: 'pipelines', address: { view: 'one', name: 'demo', place: 'overview' } });
  assert.deepEqual(parseRoute('/live/%', ''), { place: 'live', liveId: '%' });
  assert.deepEqual(parseRoute('/query/1', '?panel=nothing'), { place: 'query', tabId: '1' });
  assert.deepEqual(parseRoute('/tables', '?dialog=x&rows=-1&column='), { place: 'tables', address: { name: '', place: 'overview' } });
});

test('a live address holds the statement with its parameters', () => {
  const parameters = { least: { type: 'bigint', value: '5' }, none: { type: 'string', value: null } };
  const address = liveAddressOf('SELECT a + 1\nFROM t -- ü & co', parameters);
  assert.deepEqual(address, { query: 'SELECT a + 1\nFROM t -- ü & co', parameters });
  assert.deepEqual(parseLiveAddress(address ? liveSearch(address) : ''), address);
  assert.deepEqual(liveAddressOf('SELECT 1', undefined), { query: 'SELECT 1' });
  assert.deepEqual(parseLiveAddress('?query=SELECT+1&parameters=%7Bbroken'), { query: 'SELECT 1' });
  assert.equal(parseLiveAddress('?query=+'), undefined);
  assert.equal(liveAddressOf('SELECT ?', [1]), undefined, 'parameters without names');
  assert.equal(liveAddressOf(`SELECT '${'x'.repeat(5_000)}'`, {}), undefined, 'too long for an address');
});

const command = (title: string): Command => ({ id: title, title, group: 'Table', run: () => undefined });

test('the palette finds by beginning, then word, then part, then letters in order', () => {
  const all = ['Dark theme', 'shop.orders', 'old orders', 'reorders', 'oxrdx', 'unrelated'].map(command);
  assert.deepEqual(findCommands(all, 'ord').map(({ title }) => title), ['shop.orders', 'old orders', 'reorders', 'oxrdx']);
  assert.deepEqual(findCommands(all, '  ').length, all.length);
  assert.deepEqual(findCommands(all, 'zzz'), []);
  assert.equal(findCommands(all, 'DARK')[0]?.title, 'Dark theme');
});

test('numbers are written for people', () => {
  assert.equal(formatCount(1_234_567), '1,234,567');
  assert.deepEqual([0, 999, 999.7, 14_580_361, 1e15, -2_000].map(formatBytes), ['0 B', '999 B', '1.00 kB', '14.6 MB', '1.00 PB', '−2.00 kB']);
  assert.deepEqual([0.4, 42.3, 999.6, 12_345, 59_960, 125_000, 3_700_000].map(formatDuration), ['0.4 ms', '42 ms', '1.00 s', '12.3 s', '1 min 0 s', '2 min 5 s', '1 h 1 min']);
  assert.deepEqual([0, 999, -1_500, 12_000, 200_000, 8e7, 3e11, -5_000].map(formatAge), ['now', 'now', 'now', '12 s ago', '3 min ago', '22 h ago', '9 y ago', 'in 5 s']);
  assert.deepEqual([0.034, 0.5].map(formatShare), ['3.4 %', '50 %']);
  assert.deepEqual([plural(1, 'row'), plural(2_000, 'row')], ['1 row', '2,000 rows']);
});

test('a moment is told in the viewer’s zone', () => {
  assert.equal(formatMoment('2026-11-25T01:08:46.191Z', 'Asia/Tokyo'), '2026-11-25 10:08:46');
  assert.equal(formatMoment('soon', 'UTC'), 'soon');
});

test('a store tells only of changes, also while listeners leave', () => {
  const store = createStore<number, number>((_, next) => next, 1);
  const seen: number[] = [];
  const leave = store.subscribe(() => {
    seen.push(store.get());
    leave();
  });
  store.subscribe(() => seen.push(store.get() * 10));
  store.dispatch(1);
  store.dispatch(2);
  store.dispatch(3);
  assert.deepEqual(seen, [2, 20, 30]);
});

test('each place under the editor keeps its own part of a tab’s view', () => {
  const view = changedView({ other: 1, results: { chart: 'line' } }, { isLive: true });
  assert.deepEqual(view, { other: 1, results: { chart: 'line' }, live: true });
  assert.deepEqual(tabView(changedView(view, { results: 5 })), { results: 5, isLive: true, limit: 10_000 });
  assert.deepEqual(tabView(null), { results: undefined, isLive: false, limit: 10_000 });
  assert.equal(tabView(changedView(view, { limit: 100 })).limit, 100);
  assert.equal(tabView(changedView(view, { limit: undefined })).limit, undefined, 'all rows');
  assert.equal(tabView(changedView(changedView(view, { limit: undefined }), { isLive: false })).limit, undefined);
  assert.equal(tabView({ limit: 12 }).limit, 10_000, 'no such choice');
});
