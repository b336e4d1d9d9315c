import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { array } from '../src/model/decode';
import { decodeJob, isOver, jobFigures, jobMs, kindText, sortedJobs, withJob } from '../src/model/jobs';
import { parseJson } from '../src/model/json';

const jobs = array(decodeJob)(parseJson(readFileSync('../Fixtures/http/answers/jobs.json', 'utf8')));

test('what runs comes first, then what waits, then the newest', () => {
  const mixed = sortedJobs([...jobs].reverse());
  assert.deepEqual(mixed.map(({ state }) => state), ['running', 'queued', 'succeeded', 'succeeded', 'succeeded', 'succeeded', 'failed', 'cancelled']);
  assert.equal(mixed[2]?.kind, 'optimize');
  assert.deepEqual(mixed.map(isOver), [false, false, true, true, true, true, true, true]);
  const [running] = mixed;
  assert.ok(running);
  const ended = withJob(mixed, { ...running, state: 'succeeded', endedAt: '2026-11-30T22:14:09Z' });
  assert.equal(ended.length, mixed.length);
  assert.deepEqual(ended.slice(0, 2).map(({ state }) => state), ['queued', 'succeeded']);
});

test('figures are told by their names', () => {
  const figures = { filesRemoved: 1_240, bytesAdded: 744_120_911, milliseconds: 1_500, waitSeconds: 2, retainHours: 168, share: 0.1234, dryRun: true, nested: {} };
  assert.deepEqual(jobFigures({ figures }), [
    { label: 'Files removed', value: '1,240' },
    { label: 'Bytes added', value: '744 MB' },
    { label: 'Time', value: '1.50 s' },
    { label: 'Wait', value: '2.00 s' },
    { label: 'Retain', value: '168 h' },
    { label: 'Share', value: '0.12' },
  ]);
});

test('a job has a name and a duration', () => {
  assert.equal(kindText({ kind: 'vacuum', dryRun: true, figures: {} }), 'Vacuum, dry run');
  assert.equal(kindText({ kind: 'vacuum', figures: { dryRun: true } }), 'Vacuum, dry run');
  assert.equal(kindText({ kind: 'reindex', figures: {} }), 'reindex');
  const [running, queued, done] = jobs;
  assert.ok(running && queued && done);
  assert.equal(jobMs(done, 0), 3_412);
  assert.equal(jobMs(running, Date.parse(running.startedAt) + 5_000), 5_000);
  assert.equal(jobMs({ ...running, startedAt: 'what' }, 5), 0);
  assert.equal(jobMs(queued, Date.parse(queued.startedAt) + 5_000), undefined);
});
