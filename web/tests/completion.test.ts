import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitOf, type CompletionKind } from '../src/model/completion';
import { catalogCompletion, resolveTable } from '../src/model/completionCatalog';
import { completionContextAt, quoteName } from '../src/model/completionContext';
import { randomSql, seeded } from './randomSql';

const columns = new Map([
  ['delta_lake.logs', [{ name: 'timestamp', type: 'timestamp' }, { name: 'status', type: 'int' }, { name: 'trace_id', type: 'string' }]],
  ['delta_lake.users', [{ name: 'user_id', type: 'bigint' }, { name: 'Odd name', type: 'string' }, { name: 'select', type: 'int' }]],
]);

const source = catalogCompletion({
  tables: async () => [...columns.keys(), 'shop.odd-table'],
  columns: async (table) => columns.get(table) ?? [],
  functions: async () => ['count', 'sum', 'substring', '!=', 'status_of'],
});

/** `|` stands for the cursor. */
async function complete(marked: string) {
  const offset = marked.indexOf('|');
  const result = await source.complete({ text: marked.replace('|', ''), offset });
  return { ...result, of: (kind: CompletionKind) => result.items.filter((item) => item.kind === kind).map((item) => item.insert) };
}

test('tables come first behind FROM and JOIN, in lists too', async () => {
  for (const text of ['SELECT * FROM |', 'SELECT * FROM a JOIN |', 'SELECT * FROM a x, |', 'INSERT INTO |']) {
    const { items } = await complete(text);
    assert.deepEqual(items.slice(0, 3).map(({ label }) => label).sort(), ['delta_lake.logs', 'delta_lake.users', 'shop.odd-table'], text);
  }
});

test('a table is found by its own name, and quoted where it must be', async () => {
  assert.equal((await complete('SELECT * FROM lo|')).items[0]?.insert, 'delta_lake.logs');
  assert.equal((await complete('SELECT * FROM odd|')).items[0]?.insert, 'shop.`odd-table`');
});

test('behind a schema come its tables, behind a table or alias its columns', async () => {
  assert.deepEqual((await complete('SELECT * FROM delta_lake.|')).of('table'), ['logs', 'users']);
  assert.deepEqual((await complete('SELECT l.| FROM delta_lake.logs l')).of('column'), ['timestamp', 'status', 'trace_id']);
  assert.deepEqual((await complete('SELECT delta_lake.logs.st| FROM delta_lake.logs')).of('column'), ['status']);
  assert.deepEqual((await complete('SELECT U.| FROM logs l JOIN users AS u ON l.x = u.y')).of('column'), ['user_id', '`Odd name`', '`select`']);
});

test("columns of every table of the statement come before functions and keywords", async () => {
  const { items } = await complete('SELECT s| FROM logs');
  assert.equal(items[0]?.label, 'status');
  assert.ok(items.some(({ label }) => label === 'sum'));
  const both = await complete('SELECT | FROM logs l, users u');
  assert.deepEqual(both.of('column').length, 6);
  assert.equal(both.items.find(({ label }) => label === 'user_id')?.detail, 'bigint · u');
});

test('only the tables of the statement at the cursor count', async () => {
  const { of } = await complete('SELECT * FROM users; SELECT | FROM logs; SELECT 1');
  assert.ok(!of('column').includes('user_id'));
});

test('where an alias is made up, nothing gets in the way', async () => {
  assert.deepEqual((await complete('SELECT count(*) AS no|')).items, []);
  assert.deepEqual((await complete('SELECT * FROM logs lo|')).items, []);
  assert.deepEqual((await complete('SELECT * FROM logs wh|')).items.map(({ label }) => label), ['WHERE', 'WHEN']);
  assert.deepEqual((await complete('SELECT status fr|')).items.map(({ label }) => label), ['FROM']);
  assert.ok((await complete('SELECT * FROM logs ORDER BY st|')).of('column').includes('status'));
  assert.ok((await complete('SELECT * FROM logs WHERE status > 1 AND tr|')).of('column').includes('trace_id'));
  assert.ok((await complete("SELECT interval 24 ho|")).items.some(({ label }) => label === 'HOURS'));
});

test('a call gets parentheses unless it has them', async () => {
  const fresh = (await complete('SELECT coun|')).items.find(({ kind }) => kind === 'function');
  assert.equal(fresh?.insert, 'count()');
  assert.equal(fresh?.stepBack, 1);
  const called = (await complete('SELECT coun|(1)')).items.find(({ kind }) => kind === 'function');
  assert.equal(called?.insert, 'count');
});

test('the names of WITH are tables, their aliases complete', async () => {
  const { items } = await complete('WITH recent AS (SELECT 1), b AS (SELECT 2) SELECT * FROM rec|');
  assert.equal(items[0]?.insert, 'recent');
});

test('an operator is not offered as a function', async () => {
  assert.ok(!(await complete('SELECT |')).of('function').includes('!=()'));
});

test('nothing in strings, comments and numbers', async () => {
  for (const text of ["SELECT 'a|b'", "SELECT 'a|", 'SELECT 1 -- a|', 'SELECT /* a| */ 1', 'SELECT 12|', 'SELECT 1.5|']) {
    assert.deepEqual((await complete(text)).items, [], text);
  }
});

test('a quoted name is completed in its backticks', async () => {
  const { from, items } = await complete('SELECT `odd| FROM users');
  assert.equal(from, 7);
  assert.deepEqual(items.map(({ insert }) => insert), ['`Odd name`', 'shop.`odd-table`']);
});

test('what is replaced goes to the end of the word', async () => {
  const { from, to } = await complete('SELECT st|atus FROM logs');
  assert.deepEqual([from, to], [7, 13]);
});

test('prefixes stand before words and subsequences', () => {
  assert.deepEqual(fitOf('re', 'response'), { tier: 0, matched: [0, 1] });
  assert.deepEqual(fitOf('ti', 'response_time'), { tier: 1, matched: [9, 10] });
  assert.deepEqual(fitOf('rt', 'response_time'), { tier: 2, matched: [0, 9] });
  assert.equal(fitOf('x', 'max'), undefined);
  assert.equal(fitOf('LO', 'delta_lake.logs')?.tier, 0);
});

test('a source that fails leaves the rest', async () => {
  const failing = catalogCompletion({
    tables: async () => Promise.reject(new Error('offline')),
    columns: async () => Promise.reject(new Error('offline')),
    functions: async () => Promise.reject(new Error('offline')),
  });
  const { items } = await failing.complete({ text: 'SEL', offset: 3 });
  assert.equal(items[0]?.label, 'SELECT');
});

test('names are quoted only where they must be', () => {
  assert.equal(quoteName('timestamp'), 'timestamp');
  assert.equal(quoteName('a`b'), '`a``b`');
  assert.equal(quoteName('1a'), '`1a`');
  assert.equal(quoteName('Order'), '`Order`');
});

test('a table without its schema is found when only one schema has it', () => {
  assert.equal(resolveTable(['a.t', 'b.t', 'b.u'], ['T']), undefined);
  assert.equal(resolveTable(['a.t', 'b.t', 'b.u'], ['U']), 'b.u');
});

test('a cursor anywhere in any text is taken', () => {
  const random = seeded(5);
  for (let round = 0; round < 2_000; round += 1) {
    const text = `${randomSql(random)} FROM a.b c, \`d\` ${randomSql(random)}`;
    completionContextAt(text, Math.floor(random() * (text.length + 1)));
  }
});
