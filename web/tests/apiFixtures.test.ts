import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ApiError, decodeErrorAnswer, failureOf } from '../src/model/apiError';
import { array, DecodeError, object, string, under, type Decoder } from '../src/model/decode';
import {
  decodeCommit, decodeDiff, decodeFileList, decodeProfile, decodeRowDiff, decodeSample, decodeSuggestions, decodeTableDetail, decodeTableEntry,
  decodeTableSchema, decodeUpload,
} from '../src/model/decodeTables';
import { decodeJob } from '../src/model/jobs';
import { parseJson } from '../src/model/json';
import { decodeLiveDetail, decodeLiveEntry, decodeStartedLive, type LiveEntry } from '../src/model/live';
import { decodeLedger } from '../src/model/pipelineLedger';
import { decodePipeline, decodePreview, decodeRedriven, decodeRejectPage } from '../src/model/pipelines';
import { decodeQueryAnswer, decodeQueryEntry, decodeResultPage } from '../src/model/query';
import { decodeHealth } from '../src/model/server';
import { decodeSavedQueries, decodeSavedQuery, decodeTab, decodeTabs } from '../src/model/workspace';

const folder = '../Fixtures/http/answers';
const answer = (name: string): unknown => parseJson(readFileSync(`${folder}/${name}.json`, 'utf8'));

/** Answers of the real server; its own tests read the same files. */
const decoders: Readonly<Record<string, Decoder<unknown>>> = {
  error: decodeErrorAnswer,
  functions: under('functions', array(object({ name: string }))),
  health: decodeHealth,
  job: decodeJob,
  jobs: array(decodeJob),
  'live-detail': decodeLiveDetail,
  'live-list': under('live', array(decodeLiveEntry)),
  'live-started': decodeStartedLive,
  pipeline: decodePipeline,
  'pipeline-ledger': decodeLedger,
  'pipeline-preview': decodePreview,
  'pipeline-redrive': decodeRedriven,
  'pipeline-rejects': decodeRejectPage,
  pipelines: array(decodePipeline),
  plan: under('plan', string),
  queries: under('queries', array(decodeQueryEntry)),
  query: decodeQueryEntry,
  'query-answer': decodeQueryAnswer,
  'query-failed': decodeQueryEntry,
  'query-rows': decodeResultPage,
  'query-started': under('queryId', string),
  'saved-queries': decodeSavedQueries,
  'saved-query': decodeSavedQuery,
  tab: decodeTab,
  table: decodeTableDetail,
  'table-commits': under('commits', array(decodeCommit)),
  'table-ddl': under('ddl', string),
  'table-files': decodeFileList,
  'table-profile': decodeProfile,
  'table-row-diff': decodeRowDiff,
  'table-sample': decodeSample,
  'table-schema': decodeTableSchema,
  'table-suggestions': decodeSuggestions,
  'table-version-diff': decodeDiff,
  tables: under('tables', array(decodeTableEntry)),
  tabs: decodeTabs,
  upload: decodeUpload,
};

test('every answer of the server that is kept as a fixture is decoded', () => {
  const names = readdirSync(folder).map((name) => name.replace('.json', ''));
  assert.deepEqual(names.sort(), Object.keys(decoders).sort());
  for (const name of names) assert.doesNotThrow(() => decoders[name]?.(answer(name)), name);
});

test('no digit of an integer beyond 2^53 or of a decimal is lost', () => {
  const [row] = decodeQueryAnswer(answer('query-answer')).rows;
  assert.deepEqual(row?.slice(0, 2), ['9007199254740993', '1.10']);
});

test('every field that the server sends is known to the decoders', () => {
  // A decoder keeps only what it knows: what it drops would be lost silently. `position` of an error is its line and column.
  const names = [
    'query', 'query-failed', 'query-rows', 'query-answer', 'tab', 'saved-query', 'upload', 'table', 'table-row-diff', 'table-schema', 'live-detail', 'live-started',
    'pipeline', 'pipelines', 'pipeline-ledger', 'pipeline-rejects', 'pipeline-preview', 'jobs',
  ];
  for (const name of names) {
    const raw = answer(name);
    assert.deepEqual(decoders[name]?.(raw), raw, name);
  }
});

test('each state of a live query is decoded with all that is said of it', () => {
  const raw = under('live', array(object({ liveId: string })))(answer('live-list'));
  const entries = under('live', array(decodeLiveEntry))(answer('live-list'));
  assert.deepEqual(entries.map(({ state }) => state).sort(), ['failed', 'idle', 'waiting']);
  assert.equal(raw.length, entries.length);
  const of = (state: string): LiveEntry => entries.find((entry) => entry.state === state) ?? assert.fail(state);
  assert.ok((of('waiting').waitMs ?? 0) > 0);
  assert.equal(of('failed').error?.code, 'column_not_found');
  assert.deepEqual(of('idle').parameters, { least: 1 });
  assert.ok(entries.every(({ tables }) => tables.every(({ committedAt }) => committedAt !== undefined)));
});

test('a wrong answer is refused with the place where it is wrong', () => {
  const wrong = { queryId: 'a', offset: 0, rowCount: 0, totalRowCount: 0, complete: true, columns: [{ name: 'a', type: 5 }], rows: [] };
  assert.throws(() => decodeResultPage(wrong), (error: unknown) => error instanceof DecodeError && error.path === '$.columns[0].type');
  assert.throws(() => decodeResultPage({ ...wrong, columns: [], rows: [{}] }), DecodeError);
  assert.throws(() => decodeTabs({}), (error: unknown) => error instanceof DecodeError && error.path === '$.tabs');
  assert.throws(() => decodeTabs(null), DecodeError);
});

test('an error tells its place, and whether trying again may help', () => {
  const { error } = decodeErrorAnswer(answer('error'));
  const refused = new ApiError(error, 404);
  assert.deepEqual(refused.position, { line: 2, column: 6 });
  assert.equal(refused.isPassing, false);
  assert.equal(new ApiError({ code: 'network', message: '' }, 0).isPassing, true);
  assert.equal(new ApiError({ code: 'engine_unavailable', message: '' }, 503).isPassing, true);
  assert.deepEqual(failureOf(refused), error);
  assert.equal(failureOf('what').code, 'unexpected');
});
