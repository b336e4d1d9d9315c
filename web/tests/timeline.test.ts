import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { commitsToAsk, mergeHistory } from '../src/model/tableHistory';
import { facetsOf, rowRate, timeline } from '../src/model/timeline';
import { commitFigures, engineTitle, operationKind, type TimelineCommit } from '../src/model/timelineFigures';

const start = Date.parse('2026-01-01T00:00:00.000Z');

function commit(version: number, second: number, rows: number, more: Partial<TimelineCommit> = {}): TimelineCommit {
  return {
    version,
    timestamp: new Date(start + second * 1_000).toISOString(),
    operation: 'WRITE',
    operationMetrics: { numOutputRows: String(rows), numFiles: '1', numOutputBytes: '100' },
    engineInfo: 'Tideline',
    ...more,
  };
}

/** The answer of a real server on a table that delta-rs wrote. */
function deltaHistory(): TimelineCommit[] {
  const path = join(process.cwd(), '../Fixtures/http/table-history.json');
  return JSON.parse(readFileSync(path, 'utf8')).commits;
}

test('neighbours of one operation and engine are one group, newest first', () => {
  const entries = timeline([commit(3, 3, 5, { operation: 'DELETE' }), commit(2, 2, 7), commit(1, 1, 8), commit(0, 0, 1)]);
  const groups = entries.flatMap((entry) => (entry.kind === 'commits' ? [entry.group] : []));
  assert.deepEqual(groups.map(({ title, commits, rowsAdded }) => [title, commits.length, rowsAdded]), [
    ['Delete', 1, 0],
    ['Write', 3, 16],
  ]);
});

test('another engine begins a group of its own', () => {
  const entries = timeline([commit(1, 1, 1, { engineInfo: 'Spark' }), commit(0, 0, 1)]);
  assert.equal(entries.length, 2);
});

test('a pause far beyond the usual one is a gap between two groups', () => {
  const commits = [commit(3, 7_202, 1), commit(2, 7_201, 1), commit(1, 1, 1), commit(0, 0, 1)];
  const kinds = timeline(commits).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['commits', 'gap', 'commits']);
  const gap = timeline(commits)[1];
  assert.deepEqual(gap, { kind: 'gap', fromMs: start + 1_000, toMs: start + 7_201_000 });
});

test('commits at their usual hourly rhythm have no gap', () => {
  const commits = [3, 2, 1, 0].map((hour) => commit(hour, hour * 3_600, 1));
  assert.deepEqual(timeline(commits).map(({ kind }) => kind), ['commits']);
});

test('no commits, no timeline', () => assert.deepEqual(timeline([]), []));

test("delta-rs's metrics are read: rows written, deleted, updated, inserted", () => {
  const figures = new Map(deltaHistory().map((entry) => [entry.operation, commitFigures(entry)]));
  assert.equal(figures.get('WRITE')?.rowsAdded, 10);
  assert.deepEqual(figures.get('DELETE'), { rowsRemoved: 3, filesAdded: 1, filesRemoved: 1 });
  assert.deepEqual(figures.get('UPDATE'), { rowsUpdated: 1, filesAdded: 1, filesRemoved: 1 });
  const merge = figures.get('MERGE');
  assert.deepEqual([merge?.rowsAdded, merge?.rowsUpdated, merge?.rowsRemoved], [1, 1, 0]);
});

test('compaction adds no rows, whatever it wrote', () => {
  const entry = deltaHistory().find(({ operation }) => operation === 'OPTIMIZE');
  assert.ok(entry);
  assert.deepEqual(commitFigures(entry), { filesAdded: 1, filesRemoved: 2, bytesAdded: 835, bytesRemoved: 1557 });
});

test('a metric that is no number is missing, not zero', () => {
  assert.deepEqual(commitFigures(commit(0, 0, 0, { operationMetrics: { numOutputRows: 'many' } })), {});
});

test('operations fall into families', () => {
  const kinds = ['STREAMING UPDATE', 'WRITE', 'MERGE', 'DELETE', 'OPTIMIZE', 'ADD COLUMNS', 'UPDATE SCHEMA', 'CREATE TABLE'];
  assert.deepEqual(kinds.map(operationKind), [
    'append', 'append', 'change', 'remove', 'upkeep', 'schema', 'schema', 'schema',
  ]);
  assert.equal(operationKind(undefined), 'other');
});

test('an engine is named without its build', () => {
  assert.equal(engineTitle('Apache-Spark/3.5.0 Delta-Lake/3.1.0'), 'Apache-Spark 3.5.0');
  assert.equal(engineTitle('delta-rs:py-1.6.6'), 'delta-rs py-1.6.6');
  assert.equal(engineTitle(undefined), 'Unknown writer');
});

test('rows a minute are counted over the window that ends now', () => {
  const commits = [commit(4, 60, 30), commit(3, 45, 10), commit(2, 30, 10), commit(1, 15, 10), commit(0, 0, 99)];
  const rate = rowRate(commits, start + 60_000, 60_000, 4);
  assert.equal(rate.rowsPerMinute, 60);
  assert.equal(rate.commitsPerMinute, 4);
  assert.deepEqual(rate.buckets, [0, 10, 10, 40]);
});

test('a stopped writer falls to zero', () => {
  assert.equal(rowRate([commit(0, 0, 500)], start + 3_600_000, 60_000).rowsPerMinute, 0);
});

test('writers that count no rows have no rate', () => {
  const commits = [commit(1, 59, 0, { operationMetrics: {} }), commit(0, 0, 1)];
  assert.equal(rowRate(commits, start + 60_000, 60_000).rowsPerMinute, undefined);
});

test('facets name what occurs, the most frequent first', () => {
  const facets = facetsOf(deltaHistory());
  assert.equal(facets.operations[0], 'Write');
  assert.deepEqual(facets.engines, ['delta-rs py-1.6.6']);
});

const versions = (...list: number[]) => list.map((version) => ({ version }));

test('only the new commits are asked for, and they join those that are known', () => {
  const known = { commits: versions(5, 4, 3), isWhole: false, limit: 100 };
  assert.equal(commitsToAsk(known, 7, 100), 2);
  const merged = mergeHistory(known, versions(7, 6), 2, 100);
  assert.deepEqual(merged, { commits: versions(7, 6, 5, 4, 3), isWhole: false, limit: 100 });
});

test('commits that came meanwhile leave a hole, and then the answer alone counts', () => {
  const known = { commits: versions(5, 4), isWhole: true, limit: 100 };
  assert.deepEqual(mergeHistory(known, versions(9, 8), 2, 100).commits, versions(9, 8));
  assert.deepEqual(mergeHistory(known, versions(7, 6), 2, 100).commits, versions(7, 6, 5, 4));
});

test('a table that went back, or another limit, is asked for anew', () => {
  const known = { commits: versions(5, 4), isWhole: true, limit: 100 };
  assert.equal(commitsToAsk(known, 2, 100), 100);
  assert.equal(commitsToAsk(known, 7, 500), 500);
  assert.deepEqual(mergeHistory(known, versions(2, 1, 0), 100, 100), { commits: versions(2, 1, 0), isWhole: true, limit: 100 });
});
