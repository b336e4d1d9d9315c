import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseJson } from '../src/model/json';
import { definitionText, draftProblems, emptyDraft, requestOf, resetTo, sourceProblems, suggestedNames, type PipelineDraft } from '../src/model/pipelineForm';
import { decodePipeline, decodeRejectPage } from '../src/model/pipelines';
import { chosenValues, isEditable, nothingChosen, placeText, reduceChoice, valueProblem } from '../src/model/rejectChoice';

const draft: PipelineDraft = { ...emptyDraft, name: 'logs', topics: 'web.logs, audit', table: 'delta_lake.logs' };

test('a draft says what keeps it from being made', () => {
  assert.deepEqual(draftProblems(draft, []), {});
  assert.deepEqual(Object.keys(draftProblems(emptyDraft, [])).sort(), ['name', 'table', 'topics']);
  assert.deepEqual(Object.keys(draftProblems({ ...draft, brokers: 'kafka://a:1', flushMs: '5', properties: 'what' }, ['logs'])).sort(), ['brokers', 'flushMs', 'name', 'properties']);
  assert.match(draftProblems({ ...draft, name: 'new' }, []).name ?? '', /address/);
  assert.deepEqual(sourceProblems({ ...draft, brokers: 'a:9092, [::1]:9092' }).brokers, 'Brokers are host:port, with commas between them.');
});

test('a draft becomes the body of the API', () => {
  const full = { ...draft, brokers: 'a:9092, b:9092', properties: 'security.protocol = SASL_SSL\n\nsasl.password=a=b', partitionBy: 'date(at, 1) AS day, region' };
  assert.deepEqual(requestOf(full), {
    name: 'logs',
    source: { type: 'kafka', brokers: 'a:9092,b:9092', topics: ['web.logs', 'audit'], start: 'earliest', properties: { 'security.protocol': 'SASL_SSL', 'sasl.password': 'a=b' } },
    table: 'delta_lake.logs',
    format: 'json',
    schemaMode: 'evolve',
    onError: 'reject',
    flush: { intervalMs: 500 },
    partitionBy: ['date(at, 1) AS day', 'region'],
  });
  assert.equal('partitionBy' in requestOf(draft), false);
});

test('a topic suggests the names', () => {
  assert.deepEqual(suggestedNames('web.logs, other'), { name: 'web.logs', table: 'delta_lake.web_logs' });
  assert.deepEqual(suggestedNames('__x y'), { name: 'x-y', table: 'delta_lake.x_y' });
  assert.deepEqual(suggestedNames(''), { name: '', table: '' });
});

test('a definition can be posted again', () => {
  const pipeline = decodePipeline(parseJson(readFileSync('../Fixtures/http/answers/pipeline.json', 'utf8')));
  const keys = (of: typeof pipeline): string[] => Object.keys(Object(parseJson(definitionText(of))));
  assert.deepEqual(keys(pipeline), ['name', 'source', 'table', 'format', 'schemaMode', 'partitionBy', 'flush', 'onError', 'timeColumn', 'metadataColumns']);
  const declared = keys({ ...pipeline, columns: [{ name: 'at', type: 'timestamp' }], delimiter: ';' });
  assert.ok(declared.includes('columns') && declared.includes('delimiter'));
});

test('a reset goes to an end, a moment or offsets', () => {
  const instant = (local: string): number => Date.parse(`${local}Z`);
  assert.equal(resetTo({ kind: 'earliest' }, instant), 'earliest');
  assert.equal(resetTo({ kind: 'time', time: '2026-11-30T12:00:00' }, instant), '2026-11-30T12:00:00.000Z');
  assert.equal(resetTo({ kind: 'time', time: '' }, instant), undefined);
  assert.equal(resetTo({ kind: 'time', time: 'x' }, () => 1e300), undefined);
  assert.deepEqual(resetTo({ kind: 'offsets', offsets: { 't/0': ' 12 ', 't/1': '' } }, instant), { 't/0': 12 });
  assert.equal(resetTo({ kind: 'offsets', offsets: { 't/0': '-1' } }, instant), undefined);
  assert.equal(resetTo({ kind: 'offsets', offsets: {} }, instant), undefined);
});

const rejects = decodeRejectPage(parseJson(readFileSync('../Fixtures/http/answers/pipeline-rejects.json', 'utf8'))).rows;

test('rejects are chosen and mended; what was mended and undone is as it came', () => {
  const [first, second] = rejects;
  assert.ok(first && second);
  const ids = rejects.map(({ id }) => id);
  const mended = reduceChoice(nothingChosen, { type: 'edited', reject: first, value: '{}' });
  assert.deepEqual([...mended.selected], [first.id]);
  assert.deepEqual(chosenValues(mended), { [first.id]: '{}' });
  assert.deepEqual(chosenValues(reduceChoice(mended, { type: 'toggled', id: first.id })), {});
  const undone = reduceChoice(mended, { type: 'edited', reject: first, value: first.value ?? '' });
  assert.deepEqual(undone.values, {});
  assert.deepEqual([...undone.selected], [first.id]);
  const everything = reduceChoice(mended, { type: 'toggledAll', ids });
  assert.equal(everything.selected.size, ids.length);
  assert.equal(reduceChoice(everything, { type: 'toggledAll', ids }).selected.size, 0);
  assert.equal(reduceChoice(everything, { type: 'cleared' }), nothingChosen);
});

test('only text can be mended, and JSON is looked at first', () => {
  assert.deepEqual(rejects.map(isEditable), [true, true, true, false, false]);
  assert.equal(valueProblem('{"a":', 'json', parseJson), 'This is not valid JSON yet.');
  assert.equal(valueProblem('{"a":', 'csv', parseJson), undefined);
  assert.equal(valueProblem('null', 'json', parseJson), undefined);
  assert.equal(placeText({ topic: 't', partition: 3, offset: 184_467 }), 't/3 @ 184,467');
});
