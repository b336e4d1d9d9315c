import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowDiffText, rowSideText } from '../src/model/rowDiff';
import type { RowDiff, RowDiffSide } from '../src/model/tableTypes';

const side = (rows: number, rowCount?: number): RowDiffSide => ({
  columns: [{ name: 'a', type: 'int' }, { name: 'b', type: 'int' }],
  rows: Array.from({ length: rows }, () => [1, 2]),
  ...(rowCount === undefined ? {} : { rowCount }),
});

const diff = (change: Partial<RowDiff>): RowDiff => ({
  from: 1, to: 2, method: 'compared', comparedColumns: ['a', 'b'], added: side(1, 1), removed: side(0, 0), ...change,
});

test('how many rows there are is told apart from how many are shown', () => {
  assert.equal(rowSideText(side(100, 2345)), '100 of 2,345');
  assert.equal(rowSideText(side(3, 3)), '3');
  assert.equal(rowSideText(side(100)), 'the first 100');
});

test('what was rewritten is not taken for a change', () => {
  assert.match(rowDiffText(diff({ added: side(0, 0) })), /no row was added or removed/);
  assert.match(rowDiffText(diff({ method: 'files' })), /No row was rewritten/);
  assert.match(rowDiffText(diff({})), /listed as removed and as added\.$/);
});

test('columns that only one version has are named as the limit of the comparison', () => {
  assert.match(rowDiffText(diff({ comparedColumns: ['a'] })), /Compared by the 1 columns? that both versions have/);
});

test('what was not compared says why', () => {
  assert.equal(rowDiffText(diff({ method: 'none', reason: 'Too large.' })), 'Too large.');
});
