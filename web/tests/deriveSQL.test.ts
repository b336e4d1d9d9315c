import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyText, plainCopy, sqlValue } from '../src/model/copyFormats';
import { derivableKeys, literal, quoteName, quoteText, rowNumberName, wishesSQL } from '../src/model/deriveSQL';
import { histogramPlan, readBins, readStatistics, statisticsSQL } from '../src/model/deriveStatistics';
import { noWishes } from '../src/model/gridWishes';
import { tokenizeSql } from '../src/model/sqlTokens';

const hostile = ["it's", "' OR 1=1 --", '\\', "\\' OR 1=1 --", '`; DROP TABLE x; --', '/* x', '\n;\r\t', '\u0000', '😀‮<script>', '"', '%_'];

test('no value and no name ends its quotes', () => {
  for (const text of hostile) {
    for (const quoted of [quoteText(text), quoteName(text)]) {
      const tokens = tokenizeSql(`SELECT ${quoted} x`).filter(({ kind }) => kind !== 'space');
      assert.equal(tokens.length, 3, `${JSON.stringify(text)} as ${quoted}`);
    }
    assert.doesNotMatch(quoteText(text), /[\n\r\u0000]/);
  }
});

test('typed values become literals of the columns type, or text', () => {
  assert.equal(literal('9223372036854775808', 'bigint', 'UTC'), "CAST('9223372036854775808' AS decimal(38,0))");
  assert.equal(literal('1.50', 'decimal(10,2)', 'UTC'), "CAST('1.50' AS decimal(3,2))");
  assert.equal(literal("1' OR '1", 'bigint', 'UTC'), "'1\\' OR \\'1'");
  assert.equal(literal('2026-07-01 14:00', 'timestamp', 'Europe/Berlin'), "CAST('2026-07-01T12:00:00Z' AS timestamp)");
  assert.equal(literal('true OR x', 'boolean', 'UTC'), 'false');
});

const columns = [
  { name: 'a`b', type: 'string' },
  { name: 'n', type: 'bigint' },
  { name: 'N', type: 'double' },
  { name: 's', type: 'struct<x:int>' },
];

test('wishes become one statement over the result', () => {
  const sql = wishesSQL(columns, { sort: [{ key: 'a`b', isDescending: true }, { key: 's', isDescending: false }], filters: [{ key: 'a`b', operator: 'contains', value: "X'" }], search: '' }, 'UTC');
  assert.equal(sql, "SELECT * FROM numbered_result\nWHERE contains(lower(`a``b`), 'x\\'')\nORDER BY `a``b` DESC NULLS LAST, CAST(`s` AS string) ASC NULLS LAST, `_row`");
  assert.equal(wishesSQL(columns, noWishes, 'UTC'), 'SELECT * FROM numbered_result\nORDER BY `_row`');
});

test('the number of a row has a name that no column has', () => {
  const named = (...names: string[]): string => rowNumberName(names.map((name) => ({ name, type: 'int' })));
  assert.equal(named(), '_row');
  assert.equal(named('row', '_rows', '__row'), '_row');
  assert.equal(named('_ROW', 'x', '__row', '__Row'), '___row');
});

test('columns whose names differ only in case can not be named', () => {
  assert.deepEqual([...derivableKeys(columns)], ['a`b', 's']);
  assert.equal(wishesSQL(columns, { ...noWishes, sort: [{ key: 'n', isDescending: true }] }, 'UTC'), 'SELECT * FROM numbered_result\nORDER BY `_row`');
});

test('a search over five hundred columns nests no deeper than ten', () => {
  const many = Array.from({ length: 500 }, (_, index) => ({ name: `c${index}`, type: 'string' }));
  const sql = wishesSQL(many, { ...noWishes, search: 'x' }, 'UTC');
  let [depth, deepest] = [0, 0];
  for (const character of sql) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  assert.equal(depth, 0);
  assert.ok(deepest <= 12, String(deepest));
});

test('statistics are read as they were asked', () => {
  assert.match(statisticsSQL({ name: 'x', type: 'double' }), /isnan\(`x`\)/);
  assert.doesNotMatch(statisticsSQL({ name: 'x', type: 'map<string,int>' }), /min\(/);
  assert.deepEqual(readStatistics([100, 90, 7, 1, '9007199254740993', 4.5, 2]), { rows: 100, nulls: 10, distinct: 7, minimum: 1, maximum: '9007199254740993', mean: 4.5, notANumber: 2 });
  assert.deepEqual(readStatistics([0, 0, null, null, null, null, 0]), { rows: 0, nulls: 0 });
});

test('bins of whole numbers hold whole numbers', () => {
  const plan = histogramPlan({ name: 'x', type: 'int' }, 1, 5);
  assert.ok(plan.kind === 'bins' && plan.bins === 5 && plan.width === 1);
  assert.deepEqual(readBins(plan, [[0, 3], [4, 1]]).map(({ count }) => count), [3, 0, 0, 0, 1]);
  assert.equal(histogramPlan({ name: 'x', type: 'double' }, 2, 2).kind, 'values', 'one value has no range');
  assert.equal(histogramPlan({ name: 'x', type: 'string' }, undefined, undefined).kind, 'values');
});

const selection = {
  columns: [{ name: 'n|', type: 'bigint' }, { name: 't', type: 'string' }, { name: 't', type: 'struct<a:int>' }],
  rows: [['9007199254740993', 'a\tb "c"\n|', { a: 1 }], [1, null, null]],
};

test('copies read back as what was selected', () => {
  assert.equal(copyText(selection, 'tsv'), 'n|\tt\tt\n9007199254740993\t"a\tb ""c""\n|"\t"{""a"":1}"\n1\t\t');
  assert.equal(copyText(selection, 'markdown'), '| n\\| | t | t |\n| ---: | --- | --- |\n| 9007199254740993 | a\tb "c"<br>\\| | {"a":1} |\n| 1 | null | null |');
  assert.equal(copyText(selection, 'json'), '[\n  {"n|": 9007199254740993, "t": "a\\tb \\"c\\"\\n|", "t_2": {"a":1}},\n  {"n|": 1, "t": null, "t_2": null}\n]');
  assert.equal(
    copyText(selection, 'insert'),
    "INSERT INTO `table_name` (`n|`, `t`, `t`) VALUES\n  (9007199254740993, 'a\\tb \"c\"\\n|', from_json('{\"a\":1}', 'struct<a:int>')),\n  (1, NULL, NULL);",
  );
  assert.equal(plainCopy({ columns: selection.columns.slice(1, 2), rows: [['a\tb']] }), 'a\tb', 'one cell is copied as itself');
});

test('values of every type are SQL', () => {
  assert.equal(sqlValue('NaN', 'double'), "CAST('NaN' AS double)");
  assert.equal(sqlValue(0.5, 'float'), '0.5F');
  assert.equal(sqlValue('1.10', 'decimal(5,2)'), "CAST('1.10' AS decimal(5,2))");
  assert.equal(sqlValue('AP8Q', 'binary'), "unbase64('AP8Q')");
  assert.equal(sqlValue('2026-03-01T12:00:00Z', 'timestamp'), "TIMESTAMP'2026-03-01T12:00:00Z'");
});
