import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { array } from '../src/model/decode';
import { drawChart } from '../src/model/chartDraw';
import { isWanted, streamAddress } from '../src/model/eventHub';
import { parseJson } from '../src/model/json';
import { coverage, decodeLedger, ledgerVerdict, lostToRetention, rangeSize, rangeText } from '../src/model/pipelineLedger';
import { noPipelines, reducePipelines, type PipelineList } from '../src/model/pipelineList';
import { sortPartitions } from '../src/model/pipelinePartitions';
import { decodePipeline, decodePipelineEvent, type Pipeline } from '../src/model/pipelines';
import { addSample, sampleChart, sampleSpec, shownMeasures, windowMs, type Sample } from '../src/model/pipelineSamples';
import { canDo, lagWords, rateText, reasonText, secondsText, stateTitle } from '../src/model/pipelineWords';

const answer = (name: string): unknown => parseJson(readFileSync(`../Fixtures/http/answers/${name}.json`, 'utf8'));
const all = array(decodePipeline)(answer('pipelines'));
const logs = decodePipeline(answer('pipeline'));
const lagging = (pipeline: Pipeline, lagRecords: number): Pipeline => ({ ...pipeline, position: { lagRecords } });

test('the list follows events, and knows nothing before it was listed', () => {
  const told: PipelineList = reducePipelines(noPipelines, { type: 'event', event: { kind: 'now', pipeline: logs }, now: 1_000 });
  assert.equal(told.pipelines, undefined);
  assert.equal(told.samples['web-logs']?.length, 1);
  const listed = reducePipelines(told, { type: 'listed', pipelines: all, now: 2_000 });
  assert.deepEqual(listed.pipelines?.map(({ name }) => name), ['demo', 'orders', 'web-logs']);
  assert.equal(listed.samples['web-logs']?.length, 2);
  const moved = reducePipelines(listed, { type: 'event', event: { kind: 'now', pipeline: lagging(logs, 7) }, now: 3_000 });
  assert.equal(moved.pipelines?.find(({ name }) => name === 'web-logs')?.position?.lagRecords, 7);
  const gone = reducePipelines(moved, { type: 'event', event: decodePipelineEvent({ name: 'web-logs', removed: true }), now: 4_000 });
  assert.deepEqual(gone.pipelines?.map(({ name }) => name), ['demo', 'orders']);
  assert.deepEqual(Object.keys(gone.samples), ['demo', 'orders']);
  const failed = reducePipelines(noPipelines, { type: 'failed', error: { code: 'network', message: 'away' } });
  assert.equal(failed.error?.code, 'network');
  assert.equal(reducePipelines(failed, { type: 'listed', pipelines: [], now: 1 }).error, undefined);
});

test('samples are those of the window, in order, also when the clock jumps', () => {
  let samples: readonly Sample[] = [];
  for (let second = 0; second < 700; second += 1) samples = addSample(samples, lagging(logs, second), second * 1_000);
  assert.equal(samples.length, windowMs / 1_000);
  assert.equal(samples[samples.length - 1]?.at, 699_000);
  assert.ok((samples[0]?.at ?? 0) > 699_000 - windowMs);
  const back = addSample(samples, logs, 650_000);
  assert.deepEqual(back.map(({ at }) => at), [...back.map(({ at }) => at)].sort((left, right) => left - right));
});

test('a source that does not count its messages has a lag in time alone', () => {
  assert.deepEqual(lagWords({ lagRecords: 1_406, lagSeconds: 0.42 }), { value: '1,406', note: 'messages, 420 ms behind' });
  assert.deepEqual(lagWords({ lagSeconds: 0.42 }), { value: '420 ms', note: 'behind' });
  assert.deepEqual(lagWords(undefined), { value: '–', note: 'behind' });
  assert.ok(shownMeasures([]).includes('lagRecords'));
  assert.ok(shownMeasures(addSample([], logs, 1)).includes('lagRecords'));
  assert.deepEqual(shownMeasures(addSample([], { ...logs, position: { lagSeconds: 1 } }, 1)), ['rate', 'freshness', 'lagSeconds']);
});

test('a chart spans a minute at least and its window at most, and leaves out what was not measured', () => {
  const samples = addSample([], { ...logs, freshness: { p50Milliseconds: 12.345 } }, windowMs);
  const chart = sampleChart(samples, 'freshness');
  assert.ok(chart.data.form === 'points');
  assert.deepEqual(chart.data.range, { from: windowMs - 60_000, to: windowMs });
  const whole = sampleChart([{ at: 0 }, { at: 2 * windowMs }], 'rate');
  assert.ok(whole.data.form === 'points');
  assert.deepEqual(whole.data.range, { from: windowMs, to: 2 * windowMs });
  assert.deepEqual(chart.data.series.map(({ points }) => points), [[{ x: windowMs, y: 12 }], []]);
  const scene = drawChart(sampleSpec('freshness'), chart, { width: 400, height: 200, zone: 'UTC' }, new Set());
  assert.deepEqual(scene.legend.map(({ name }) => name), ['p50', 'p99']);
  assert.ok((scene.hits[0]?.x ?? 0) > 380);
});

test('one stream carries pipelines and jobs to those who want them', () => {
  const event = { type: 'pipeline', pipeline: { kind: 'removed', name: 'a' } } as const;
  assert.equal(isWanted({ topics: ['pipelines'], onEvent: () => undefined }, event), true);
  assert.equal(isWanted({ topics: ['jobs'], onEvent: () => undefined }, event), false);
  assert.equal(streamAddress([{ topics: ['pipelines'], onEvent: () => undefined }]), '/events?topics=pipelines');
});

test('a ledger says what is missing and what is double', () => {
  const ledger = decodeLedger(answer('pipeline-ledger'));
  const { tone, title } = ledgerVerdict(ledger);
  assert.equal(tone, 'bad');
  assert.equal(title, '434 offsets missing, 65 offsets written twice');
  const sound = { partitions: ledger.partitions.slice(0, 1) };
  assert.equal(ledgerVerdict(sound).tone, 'good');
  assert.match(ledgerVerdict(sound).text, /28,070,644 offsets of 1 partition/);
  assert.equal(ledgerVerdict({ partitions: ledger.partitions.slice(3) }).tone, 'warning');
  assert.equal(rangeText([5, 5]), '5');
  assert.equal(rangeText([9_001, 12_000]), '9,001 – 12,000');
  assert.equal(rangeSize([[5, 5], [9, 7]]), 1);
  assert.throws(() => decodeLedger({ partitions: [{ topic: 't', partition: 0, rows: 0, rejects: 0, gaps: [[1]], overlaps: [] }] }));
  assert.deepEqual([12, '2026-11-30T20:02:11.404Z'].map((checkedFrom) => decodeLedger({ checkedFrom, partitions: [] }).checkedFrom), [12, '2026-11-30T20:02:11.404Z']);
  assert.throws(() => decodeLedger({ checkedFrom: {}, partitions: [] }));
  const [first] = ledger.partitions;
  assert.ok(first);
  assert.equal(ledgerVerdict({ partitions: [{ ...first, resets: [7, 9] }] }).tone, 'warning');
  assert.equal(ledgerVerdict({ partitions: [{ ...first, firstOffset: 5, lastOffset: 4 }] }).title, 'Nothing to check yet');
});

test('what retention took before it was read is counted', () => {
  const partition = { topic: 't', partition: 0, rows: 0, rejects: 0, gaps: [], overlaps: [] };
  assert.equal(lostToRetention({ ...partition, lastOffset: 99, brokerBegin: 150 }), 50);
  assert.equal(lostToRetention({ ...partition, lastOffset: 99, brokerBegin: 100 }), 0);
  assert.equal(lostToRetention({ ...partition, lastOffset: 99 }), undefined);
  assert.equal(lostToRetention({ ...partition, brokerBegin: 5 }), 0);
  assert.deepEqual(coverage({ ...partition, firstOffset: 50, lastOffset: 99, brokerBegin: 0, brokerEnd: 200 }), { from: 0.25, to: 0.5 });
  assert.equal(coverage(partition), undefined);
});

test('partitions are ordered by name and number, or by a figure', () => {
  const of = (topic: string, partition: number, lagRecords?: number) => ({ topic, partition, position: 0, ...(lagRecords === undefined ? {} : { lagRecords }) });
  const some = [of('b', 1, 5), of('a', 10), of('a', 2, 9)];
  const names = (order: 'partition' | 'lag') => sortPartitions(some, order).map(({ topic, partition }) => `${topic}${partition}`);
  assert.deepEqual(names('partition'), ['a2', 'a10', 'b1']);
  assert.deepEqual(names('lag'), ['a2', 'b1', 'a10']);
});

test('states, rates and reasons are told in words', () => {
  assert.deepEqual((['running', 'paused', 'failed', 'backing_off'] as const).map((state) => [canDo(state, 'pause'), canDo(state, 'resume'), canDo(state, 'restart')]), [
    [true, false, true], [false, true, false], [false, false, true], [true, false, true],
  ]);
  assert.deepEqual([undefined, 0, 0.4, 10_012.4].map(rateText), ['–', '0/s', '0.4/s', '10,012/s']);
  assert.deepEqual([undefined, 0, 0.42, 75].map(secondsText), ['–', '0 s', '420 ms', '1 min 15 s']);
  assert.equal(reasonText('type_mismatch'), 'Wrong type');
  assert.equal(reasonText('some_new_reason'), 'Some new reason');
  assert.equal(stateTitle(all[1] ?? logs), 'The next attempt is in 8 s.');
});
