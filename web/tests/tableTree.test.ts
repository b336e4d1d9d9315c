import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshnessOf, rhythmOf } from '../src/model/tableFreshness';
import { addressOf, nameList, nearestNames, parseTableName, splitListedName, sqlNameOf } from '../src/model/tableName';
import { tableTree } from '../src/model/tableTree';

const listed = (name: string, location = `/lake/${name.replace('.', '/')}`) => ({ name, location });

test('tables stand under their schemas, numbers in their order', () => {
  const tree = tableTree([listed('b.t10'), listed('b.t9'), listed('a.x')], '');
  assert.deepEqual(tree.map(({ name, tables }) => [name, tables.map(({ label }) => label)]), [
    ['a', ['x']],
    ['b', ['t9', 't10']],
  ]);
});

test('a search needs all its words, in the schema or the table, and marks the hit', () => {
  const tables = [listed('sales.orders'), listed('sales.customers'), listed('web.orders_old')];
  const [schema, ...others] = tableTree(tables, 'ORD sal');
  assert.deepEqual(others, []);
  assert.deepEqual(schema?.tables.map(({ label, match }) => [label, match]), [['orders', [0, 3]]]);
  assert.equal(schema?.hidden, 1);
});

test('a search without a hit leaves no schema', () => {
  assert.deepEqual(tableTree([listed('a.b')], 'nothing'), []);
});

test('the folder decides where a dot in a name splits it', () => {
  assert.deepEqual(splitListedName('a.b.c', '/lake/a.b/c'), { schema: 'a.b', table: 'c' });
  assert.deepEqual(splitListedName('a.b.c', '/lake/a/b.c'), { schema: 'a', table: 'b.c' });
  assert.deepEqual(splitListedName('x.taken', '/elsewhere/data'), { schema: 'x', table: 'taken' });
});

test('an address reads back as the table it was made of', () => {
  const names = [['a', 'b'], ['a.b', 'c'], ['a', 'b`c'], ['my schema', 'größe'], ['a', '`'], ['2024', 'x-y']] as const;
  for (const [schema, table] of names) {
    assert.deepEqual(parseTableName(addressOf({ schema, table })), { schema, table });
    assert.deepEqual(parseTableName(sqlNameOf({ schema, table })), { schema, table });
  }
  assert.equal(addressOf({ schema: 'my schema', table: 'größe' }), 'my schema.größe');
});

test('what is no name of two parts is refused', () => {
  for (const text of ['', 'a.', '.b', 'a.b.c', '`a', 'a..b']) assert.equal(parseTableName(text), null, text);
  assert.deepEqual(parseTableName('logs'), { schema: 'delta_lake', table: 'logs' });
});

test('the nearest names are those of a typing error or of a part', () => {
  const names = ['shop.orders', 'shop.customers', 'delta_lake.logs', 'web.order_lines'];
  assert.deepEqual(nearestNames('shop.ordrs', names)[0], 'shop.orders');
  assert.ok(nearestNames('order', names).includes('web.order_lines'));
  assert.deepEqual(nearestNames('zzzzzzzz', names), []);
});

test('a table is late when it missed its own rhythm, and quiet when its writer has stopped', () => {
  const second = 1_000;
  assert.equal(freshnessOf(2 * second, second), 'fresh');
  assert.equal(freshnessOf(20 * second, second), 'late');
  assert.equal(freshnessOf(3_600 * second, second), 'quiet');
  assert.equal(freshnessOf(2 * 3_600 * second, 3_600 * second), 'fresh');
  assert.equal(freshnessOf(5 * 3_600 * second, 3_600 * second), 'late');
});

test('without a rhythm a table is fresh for a moment and then quiet', () => {
  assert.equal(freshnessOf(1_000, undefined), 'fresh');
  assert.equal(freshnessOf(60_000, undefined), 'quiet');
  assert.equal(freshnessOf(undefined, undefined), 'quiet');
});

test('the rhythm is the median gap, whatever the order, and takes four commits', () => {
  assert.equal(rhythmOf([0, 60_000, 120_000]), undefined);
  assert.equal(rhythmOf([30_000, 0, 10_000, 20_000, 1_000_000]), 10_000);
});

test('a burst of commits is no rhythm: nothing is overdue after it', () => {
  assert.equal(rhythmOf([0, 100, 200, 300, 400]), undefined);
});

test('names go to the server as a list, or one by one where a comma is part of a name', () => {
  assert.equal(nameList(['a', 'b c']), 'a,b c');
  assert.deepEqual(nameList(['a,b']), ['a,b', '']);
});
