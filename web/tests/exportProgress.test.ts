import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportShare, rowCounter } from '../src/model/exportProgress';

/** The rows counted in a text that comes in pieces of `size` bytes. */
function count(format: string, text: string, size: number): number | undefined {
  const counter = rowCounter(format);
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) counter?.add(bytes.subarray(at, at + size));
  return counter?.rows();
}

test('rows are counted however the bytes are cut', () => {
  const csv = 'id,"na""me"\r\n1,"two\r\nlines ""quoted"""\r\n2,ü\r\n3,""\r\n';
  const json = '[{"a":"}]\\\\"},{"a":[{"b":1},{}],"c":"\\"{"},{"ü":{}}]';
  const ndjson = '{"a":"\\n"}\n{"a":2}\n';
  for (const size of [1, 2, 3, 7, 1_000]) {
    assert.equal(count('csv', csv, size), 3);
    assert.equal(count('json', json, size), 3);
    assert.equal(count('ndjson', ndjson, size), 2);
  }
  assert.deepEqual([count('csv', 'id\r\n', 9), count('json', '[]', 9), count('ndjson', '', 9)], [0, 0, 0]);
});

test('the share is told only where rows can be counted', () => {
  assert.equal(count('parquet', 'PAR1', 4), undefined);
  assert.equal(exportShare(rowCounter('arrow')?.rows(), 10), undefined);
  assert.deepEqual([exportShare(0, 10), exportShare(5, 10), exportShare(12, 10), exportShare(0, 0)], [0, 0.5, 1, undefined]);
});
