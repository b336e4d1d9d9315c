import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '../src/model/cellType';
import { pageRowsFor } from '../src/model/gridBytes';
import { decodeLayout, emptyLayout, placeColumns, reduceLayout, type GridLayout, type LayoutAction } from '../src/model/gridLayout';
import { arrangeRows, typedTimeText } from '../src/model/gridLocal';
import { PageCache, planPages, type RowPage } from '../src/model/gridPages';
import { elementHeight, maxElementHeight, movedTo, resized, revealing, scrolled, settled, visibleRows, wheeled, type ScrollState } from '../src/model/gridScroll';
import { decodeWishes, filterProblem, nextSort, noWishes } from '../src/model/gridWishes';
import { picksNote } from '../src/model/wishWords';

const tenMillion: ScrollState = { contentHeight: 10_000_000 * 28, viewportHeight: 700, elementTop: 0, contentTop: 0 };

test('ten million rows fit an element that browsers can have, and each row can be reached', () => {
  assert.equal(elementHeight(tenMillion), maxElementHeight);
  const end = scrolled(tenMillion, maxElementHeight - 700);
  assert.deepEqual(visibleRows(end, 28, 10_000_000, 0), { first: 9_999_975, end: 10_000_000 });
  const middle = scrolled(tenMillion, (maxElementHeight - 700) / 2);
  assert.ok(Math.abs(middle.contentTop - tenMillion.contentHeight / 2) < 1_000);
  for (const row of [0, 1, 123_456, 5_000_001, 9_999_999]) {
    const { first, end: last } = visibleRows(revealing(tenMillion, row, 28), 28, 10_000_000, 0);
    assert.ok(first <= row && row < last, String(row));
  }
});

test('small moves are exact, and the scroll bar follows when they are over', () => {
  const start = movedTo(tenMillion, 1_000_000);
  const wheel = wheeled(start, 100);
  assert.equal(wheel.contentTop, 1_000_100);
  const touch = scrolled(start, start.elementTop + 37);
  assert.equal(touch.contentTop, 1_000_037);
  assert.equal(settled(touch).contentTop, touch.contentTop);
  assert.equal(settled(touch).elementTop, movedTo(tenMillion, touch.contentTop).elementTop);
  assert.equal(scrolled(movedTo(tenMillion, 90), 0).contentTop, 0, 'the edge of the element is the edge of the rows');
});

test('a short result scrolls one to one and keeps its place when rows arrive', () => {
  const short: ScrollState = { contentHeight: 28_000, viewportHeight: 700, elementTop: 0, contentTop: 0 };
  const moved = scrolled(short, 500);
  assert.deepEqual([moved.contentTop, moved.elementTop], [500, 500]);
  assert.equal(resized(moved, tenMillion.contentHeight, 700).contentTop, 500);
  assert.equal(resized(moved, 800, 700).contentTop, 100, 'never past the end');
  assert.equal(scrolled(short, 99_999).contentTop, 27_300);
});

test('pages: what is seen first, then what comes next, and what was passed is dropped', () => {
  const plan = planPages({ first: 250, end: 310 }, 1, 100, 10_000, (page) => page === 2, [9, 3]);
  assert.deepEqual(plan, { wanted: [4, 5, 1], dropped: [9] });
  assert.deepEqual(planPages({ first: 250, end: 260 }, -1, 100, 10_000, () => false, []).wanted, [2, 1, 0, 3]);
  assert.deepEqual(planPages({ first: 0, end: 10 }, 1, 100, 10, () => false, []).wanted, [0], 'no page beyond the end');
});

interface Asked {
  readonly offset: number;
  readonly signal: AbortSignal;
  answer(rows: readonly Row[]): Promise<void>;
  fail(): Promise<void>;
}

function source(): { asked: Asked[]; pageRows: number; fetchPage: (offset: number, limit: number, signal: AbortSignal) => Promise<RowPage> } {
  const asked: Asked[] = [];
  return {
    asked,
    pageRows: 10,
    fetchPage: (offset, _limit, signal) =>
      new Promise((resolve, reject) => {
        asked.push({
          offset,
          signal,
          answer: async (rows) => {
            resolve({ rows, totalRows: 1_000, complete: true });
            await Promise.resolve();
          },
          fail: async () => {
            reject(new Error('gone'));
            await Promise.resolve();
          },
        });
      }),
  };
}

const rowsFrom = (offset: number, count: number, width = 1): Row[] => Array.from({ length: count }, (_, index) => ['x'.repeat(width), offset + index]);

test('a page cache asks once for a page, tells when it has come, and aborts what was scrolled past', async () => {
  const pages = source();
  const cache = new PageCache(pages, 1_000);
  let told = 0;
  cache.subscribe(() => (told += 1));
  cache.look({ first: 0, end: 5 });
  cache.look({ first: 1, end: 6 });
  assert.deepEqual(pages.asked.map(({ offset }) => offset), [0, 10, 20]);
  assert.equal(cache.row(3), undefined);
  await pages.asked[0]?.answer(rowsFrom(0, 10));
  assert.deepEqual(cache.row(3), ['x', 3]);
  assert.equal(told, 1);
  cache.look({ first: 500, end: 505 });
  assert.deepEqual(pages.asked.slice(0, 3).map(({ signal }) => signal.aborted), [false, true, true]);
  await pages.asked[1]?.answer(rowsFrom(10, 10));
  assert.equal(cache.row(12), undefined, 'the answer of an aborted fetch is not kept');
});

test('a page cache stays below its bound in bytes and never forgets what is on the screen', async () => {
  const pages = source();
  const cache = new PageCache(pages, 1_000, 30_000);
  for (let page = 0; page < 20; page += 1) {
    cache.look({ first: page * 10, end: page * 10 + 10 });
    for (const one of pages.asked.splice(0)) if (!one.signal.aborted) await one.answer(rowsFrom(one.offset, 10, 500));
    assert.ok(cache.row(page * 10) !== undefined);
    assert.ok(cache.heldBytes <= 41_000, String(cache.heldBytes));
  }
  assert.equal(cache.row(0), undefined);
});

test('rows that arrive while a query runs complete the last page', async () => {
  const pages = source();
  const cache = new PageCache(pages, 4);
  cache.look({ first: 0, end: 4 });
  await pages.asked[0]?.answer(rowsFrom(0, 4));
  cache.grow(12);
  assert.deepEqual(pages.asked.map(({ offset }) => offset), [0, 0, 10]);
  await pages.asked[1]?.answer(rowsFrom(0, 10));
  assert.deepEqual(cache.row(9), ['x', 9]);
});

test('a failed page is told once and asked again only on request', async () => {
  const pages = source();
  const cache = new PageCache(pages, 5);
  cache.look({ first: 0, end: 5 });
  await pages.asked[0]?.fail();
  await new Promise((resolve) => setTimeout(resolve));
  assert.match(String(cache.failure), /gone/);
  cache.look({ first: 0, end: 5 });
  assert.equal(pages.asked.length, 1);
  cache.retry();
  assert.equal(pages.asked.length, 2);
});

test('pages of wide rows are short', () => {
  assert.equal(pageRowsFor(rowsFrom(0, 5)), 500);
  assert.equal(pageRowsFor(rowsFrom(0, 5, 1_000_000)), 10);
});

const columns = [
  { name: 'id', type: 'bigint' },
  { name: 'name', type: 'string' },
  { name: 'at', type: 'timestamp' },
];
const keys = columns.map(({ name }) => name);
const placed = (layout: GridLayout): string[] => placeColumns(columns, layout, [100, 100, 100]).map(({ key, left, width }) => `${key}@${left}+${width}`);
const apply = (...actions: LayoutAction[]): GridLayout => actions.reduce((layout, action) => reduceLayout(layout, action, keys), emptyLayout);

test('columns move, pin, hide and keep their widths', () => {
  assert.deepEqual(placed(apply({ kind: 'movedBefore', key: 'at', before: 'id' }, { kind: 'resized', key: 'at', width: 10 })), ['at@0+48', 'id@48+100', 'name@148+100']);
  assert.deepEqual(placed(apply({ kind: 'pinned', key: 'at', isPinned: true }, { kind: 'hidden', key: 'id' })), ['at@0+100', 'name@100+100']);
  assert.deepEqual(placed(apply({ kind: 'hidden', key: 'name' }, { kind: 'shifted', key: 'id', by: 1 })), ['at@0+100', 'id@100+100'], 'a step skips hidden columns');
  assert.deepEqual(placed(apply({ kind: 'shifted', key: 'id', by: -1 })), placed(emptyLayout));
});

test('a stored layout survives another result and rubbish', () => {
  const layout = decodeLayout(JSON.parse(JSON.stringify(apply({ kind: 'shifted', key: 'id', by: 1 }))));
  assert.deepEqual(placed(layout), ['name@0+100', 'id@100+100', 'at@200+100']);
  assert.deepEqual(placeColumns([{ name: 'other', type: 'int' }], layout, [70]).map(({ key }) => key), ['other']);
  assert.deepEqual(decodeLayout({ order: [1], widths: { a: 'x', b: 99_999 }, hidden: null }), { ...emptyLayout, widths: { b: 1_200 } });
  assert.deepEqual(decodeLayout('nonsense'), emptyLayout);
});

const rows: Row[] = [
  ['9007199254740993', 'Straße', '2026-01-01T00:30:00Z'],
  [5, null, '2026-01-01T12:00:00.500Z'],
  ['9007199254740992', 'a_%b', null],
];
const arranged = (wishes: Partial<typeof noWishes>): number[] => arrangeRows(columns, rows, { ...noWishes, ...wishes }, 'Europe/Berlin');

test('small results are sorted by type, with nulls last', () => {
  assert.deepEqual(arranged({ sort: [{ key: 'id', isDescending: false }] }), [1, 2, 0]);
  assert.deepEqual(arranged({ sort: [{ key: 'at', isDescending: true }] }), [1, 0, 2]);
  assert.deepEqual(arranged({ sort: [{ key: 'gone', isDescending: true }] }), [0, 1, 2]);
});

test('filters compare as the type does and times as the viewer typed them', () => {
  const one = (key: string, operator: 'equals' | 'atLeast' | 'less' | 'contains' | 'isNull' | 'differs', value = ''): number[] => arranged({ filters: [{ key, operator, value }] });
  assert.deepEqual(one('id', 'equals', '9007199254740993'), [0]);
  assert.deepEqual(one('id', 'less', '6'), [1]);
  assert.deepEqual(one('name', 'contains', '_%'), [2]);
  assert.deepEqual(one('name', 'isNull'), [1]);
  assert.deepEqual(one('name', 'differs', 'Straße'), [2], 'null is neither equal nor different');
  assert.deepEqual(one('at', 'less', '2026-01-01 02:00'), [0], 'half past midnight UTC is half past one in Berlin');
  assert.deepEqual(one('at', 'equals', '2026-01-01 13:00:00.5'), [1]);
  assert.equal(typedTimeText('2026-07-01 14:00', 'Europe/Berlin'), '2026-07-01T12:00:00Z');
});

test('search finds what is shown, with or without separators', () => {
  assert.deepEqual(arranged({ search: '9,007,199,254,740,993' }), [0]);
  assert.deepEqual(arranged({ search: 'STRASSE' }), []);
  assert.deepEqual(arranged({ search: 'straße' }), [0]);
  assert.deepEqual(arranged({ search: '01:30' }), [0], 'the viewers clock');
  assert.deepEqual(arranged({ search: '00:30' }), [0], 'and UTC');
});

test('what can not be compared says why', () => {
  assert.match(filterProblem('int', 'equals', 'abc') ?? '', /whole number/);
  assert.equal(filterProblem('timestamp', 'less', '2026-01-01'), undefined);
  assert.match(filterProblem('timestamp', 'less', "2026' OR 1=1") ?? '', /time/);
  assert.equal(filterProblem('int', 'isNull', ''), undefined);
});

test('a header click goes up, down and back to how it came', () => {
  const up = nextSort([], 'a', false);
  const down = nextSort(up, 'a', false);
  assert.deepEqual([up, down, nextSort(down, 'a', false)], [[{ key: 'a', isDescending: false }], [{ key: 'a', isDescending: true }], []]);
  assert.deepEqual(nextSort(up, 'b', true).map(({ key }) => key), ['a', 'b']);
  assert.deepEqual(decodeWishes({ sort: [{ key: 'a' }, 1], filters: [{ key: 'a', operator: 'constructor', value: '' }], search: 4 }), { sort: [{ key: 'a', isDescending: false }], filters: [], search: '' });
});

test('what is picked is said in words', () => {
  const columns = [{ name: 'level', type: 'string' }, { name: 'n', type: 'int' }];
  const wishes = { sort: [], filters: [{ key: 'level', operator: 'equals', value: 'ERROR' }, { key: 'n', operator: 'isNull', value: '' }, { key: 'gone', operator: 'isNull', value: '' }], search: 'x\u202e' } as const;
  assert.equal(picksNote(columns, wishes, 12, 3_000), '12 of 3,000 rows: level is ERROR, n is null, any column contains “x⟨U+202E⟩”');
  assert.equal(picksNote(columns, { ...noWishes, sort: [{ key: 'n', isDescending: true }] }, 3_000, 3_000), '');
});
