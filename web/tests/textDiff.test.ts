import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countChanges, diffTexts, type DiffLine, type DiffRow } from '../src/model/textDiff';
import { seeded } from './randomSql';

const textOf = (line: DiffLine): string => line.segments.map(({ text }) => text).join('');
const side = (rows: readonly DiffRow[], name: 'before' | 'after'): string =>
  rows
    .flatMap((row) => {
      const line = row[name];
      return line ? [textOf(line)] : [];
    })
    .join('\n');

test('the same texts have no change', () => {
  const rows = diffTexts('SELECT 1\nFROM t', 'SELECT 1\nFROM t');
  assert.deepEqual(rows.map(({ kind }) => kind), ['same', 'same']);
  assert.deepEqual(countChanges(rows), { added: 0, removed: 0 });
});

test('a changed line is paired, and only its changed words are emphasised', () => {
  const [, row] = diffTexts('SELECT a\nFROM t WHERE x > 1\nLIMIT 5', 'SELECT a\nFROM t WHERE x > 20\nLIMIT 5');
  assert.equal(row?.kind, 'changed');
  assert.deepEqual(row?.before?.segments, [
    { text: 'FROM t WHERE x > ', isEmphasised: false },
    { text: '1', isEmphasised: true },
  ]);
  assert.deepEqual(row?.after?.segments[1], { text: '20', isEmphasised: true });
});

test('lines are added and removed with their numbers', () => {
  const rows = diffTexts('a\nb\nc', 'a\nc\nd');
  assert.deepEqual(rows.map(({ kind, before, after }) => [kind, before?.number, after?.number]), [
    ['same', 1, 1],
    ['removed', 2, undefined],
    ['same', 3, 2],
    ['added', undefined, 3],
  ]);
  assert.deepEqual(countChanges(rows), { added: 1, removed: 1 });
});

test('both texts can be read back from any diff, and it is as short as any', () => {
  const random = seeded(3);
  const lines = (): string[] => Array.from({ length: Math.floor(random() * 9) }, () => 'abcd'.charAt(Math.floor(random() * 4)));
  for (let round = 0; round < 2_000; round += 1) {
    const [before, after] = [lines(), lines()];
    const rows = diffTexts(before.join('\n'), after.join('\n'));
    assert.equal(side(rows, 'before'), before.join('\n'));
    assert.equal(side(rows, 'after'), after.join('\n'));
    const same = rows.filter(({ kind }) => kind === 'same').length;
    const common = longestCommon(before.length ? before : [''], after.length ? after : ['']);
    assert.equal(same, common, `${before} / ${after}`);
  }
});

/** The textbook table, as the independent answer. */
function longestCommon(one: readonly string[], other: readonly string[]): number {
  let row = new Array<number>(other.length + 1).fill(0);
  for (const left of one) {
    const next = [0];
    other.forEach((right, index) => {
      next.push(left === right ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0));
    });
    row = next;
  }
  return row[other.length] ?? 0;
}

test('texts with nothing in common stay bounded', () => {
  const many = (word: string): string => Array.from({ length: 20_000 }, (_, index) => `${word}${index}`).join('\n');
  const rows = diffTexts(many('a'), many('b'));
  assert.equal(rows.length, 20_000);
});
