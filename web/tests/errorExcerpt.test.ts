import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorExcerpt } from '../src/model/errorExcerpt';

test('an excerpt is the line of the error with the name in it marked', () => {
  const statement = 'SELECT 1\n  FROM shop.ordres o\nWHERE true';
  assert.deepEqual(errorExcerpt(statement, { line: 2, column: 8 }), { before: 'FROM ', marked: 'shop.ordres', after: ' o' });
});

test('columns count characters, also those of two code units', () => {
  assert.deepEqual(errorExcerpt("SELECT '🦆', x", { line: 1, column: 13 }), { before: "SELECT '🦆', ", marked: 'x', after: '' });
});

test('long lines are cut on both sides, and a place behind the end is the last word', () => {
  const { before, marked, after } = errorExcerpt(`SELECT ${'a, '.repeat(90)}bad${', b'.repeat(90)}`, { line: 1, column: 278 });
  assert.equal(marked, 'bad');
  assert.deepEqual([before.length, before[0], after.length, after.at(-1)], [81, '…', 81, '…']);
  assert.equal(errorExcerpt('SELECT x', { line: 9, column: 9 }).marked, 'x');
  assert.equal(errorExcerpt("SELECT 'a\nb'", { line: 1, column: 8 }).marked, "'a");
});
