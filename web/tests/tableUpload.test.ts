import assert from 'node:assert/strict';
import { test } from 'node:test';
import { histogramQuery, histogramsOf, planHistogram } from '../src/model/tableHistogram';
import { newUpload, uploadReducer, type UploadAction, type UploadFlow } from '../src/model/tableUploadFlow';
import { choiceFor, guessDelimiter, misfits, nameProblem, overriddenColumns, refusal, suggestName } from '../src/model/tableUpload';

test('the format is known by the ending', () => {
  assert.deepEqual(choiceFor('a.TSV'), { format: 'csv', header: true, delimiter: '\t' });
  assert.equal(choiceFor('rows.jsonl')?.format, 'ndjson');
  assert.equal(choiceFor('x.parquet')?.format, 'parquet');
  assert.equal(choiceFor('x.xlsx'), null);
});

test('a refused file says what to do', () => {
  assert.match(refusal('a.csv.gz', 10) ?? '', /Unpack it first/);
  assert.match(refusal('a.xlsx', 10) ?? '', /not a CSV/);
  assert.match(refusal('a.csv', 0) ?? '', /empty/);
  assert.match(refusal('a.csv', 3 * 2 ** 30) ?? '', /2 GiB/);
  assert.equal(refusal('a.csv', 1), null);
});

test('a name is suggested from the file, never one that is taken', () => {
  assert.equal(suggestName('Sales 2024 (final).csv', []), 'delta_lake.sales_2024_final');
  assert.equal(suggestName('Größe.csv', []), 'delta_lake.gro_e');
  assert.equal(suggestName('2024.csv', []), 'delta_lake.t_2024');
  assert.equal(suggestName('...csv', []), 'delta_lake.upload');
  assert.equal(suggestName('a.csv', ['delta_lake.A', 'delta_lake.a_2']), 'delta_lake.a_3');
});

test('a name that cannot be is explained', () => {
  assert.match(nameProblem('', []) ?? '', /Give/);
  assert.match(nameProblem('a.b.c', []) ?? '', /schema\.table/);
  assert.match(nameProblem('_x.b', []) ?? '', /underscore/);
  assert.match(nameProblem('a.b', ['A.B']) ?? '', /exists/);
  assert.match(nameProblem('b', ['delta_lake.b']) ?? '', /exists/);
  assert.equal(nameProblem('a.b', []), null);
});

test('columns are sent only when one was overridden', () => {
  const found = [{ name: 'a', type: 'bigint' }, { name: 'b', type: 'string' }];
  assert.equal(overriddenColumns(found, {}), undefined);
  assert.equal(overriddenColumns(found, { a: 'bigint' }), undefined);
  assert.deepEqual(overriddenColumns(found, { a: 'string' }), [{ name: 'a', type: 'string' }, { name: 'b', type: 'string' }]);
});

test('values that do not look like the chosen type are counted', () => {
  assert.equal(misfits(['1', 'x', null, '', '-7'], 'bigint'), 1);
  assert.equal(misfits(['1.5', 'NaN', '1e5', 'abc'], 'double'), 1);
  assert.equal(misfits(['2024-01-01', '01/02/2024'], 'date'), 1);
  assert.equal(misfits(['anything'], 'string'), 0);
});

test('a histogram has bins as wide as each other, whole numbers one each when they are few', () => {
  const plan = planHistogram({ name: 'n', type: 'int', minimum: '1', maximum: '5' }, 'a.t VERSION AS OF 3');
  assert.equal(plan?.binCount, 5);
  assert.equal(plan?.high, 6);
  assert.match(plan?.query ?? '', /FROM a\.t VERSION AS OF 3 WHERE n IS NOT NULL/);
  const bins = plan && histogramsOf([plan], [[0, 0, 10], [0, 4, '3']]).get('n');
  assert.deepEqual(bins?.map(({ count }) => count), [10, 0, 0, 0, 3]);
  assert.deepEqual(bins?.[4], { from: 5, to: 6, count: 3 });
});

test('times and dates have histograms over milliseconds', () => {
  const bounds = { minimum: '2026-01-01T00:00:00.000000Z', maximum: '2026-01-02T00:00:00.000000Z' };
  const plan = planHistogram({ name: 'at', type: 'timestamp', ...bounds }, 'a.t', 24);
  assert.equal(plan?.isTime, true);
  assert.equal(plan && plan.high - plan.low, 86_400_000);
  const days = planHistogram({ name: 'd', type: 'date', minimum: '2026-01-01', maximum: '2026-01-03' }, 'a.t');
  assert.equal(days?.binCount, 3);
});

test('no histogram for text, for one value, and without bounds', () => {
  assert.equal(planHistogram({ name: 's', type: 'string', minimum: 'a', maximum: 'b' }, 't'), null);
  assert.equal(planHistogram({ name: 'n', type: 'int', minimum: '1', maximum: '1' }, 't'), null);
  assert.equal(planHistogram({ name: 'n', type: 'int' }, 't'), null);
  assert.equal(planHistogram({ name: 'n', type: 'double', minimum: '0', maximum: 'Infinity' }, 't'), null);
});

test('many columns are counted by one statement and told apart', () => {
  const plans = ['a', 'b'].flatMap((name) => {
    const plan = planHistogram({ name, type: 'int', minimum: '0', maximum: '1' }, 't');
    return plan ? [plan] : [];
  });
  assert.equal(histogramQuery(plans).match(/UNION ALL/g)?.length, 1);
  const bins = histogramsOf(plans, [[1, 0, 7], [0, 1, 9]]);
  assert.deepEqual([bins.get('a')?.map(({ count }) => count), bins.get('b')?.map(({ count }) => count)], [[0, 9], [7, 0]]);
});

function flowAfter(...actions: UploadAction<string>[]): UploadFlow<string> {
  return actions.reduce((flow, action) => uploadReducer(flow, action), newUpload<string>());
}

const file: UploadAction<string> = { type: 'file', name: 'Sales.csv', bytes: 10, source: 'bytes' };
const preview: UploadAction<string> = {
  type: 'preview',
  taken: ['delta_lake.sales'],
  preview: { uploadId: 'u', columns: [{ name: 'a', type: 'bigint' }], rows: [[1]], suggestedTable: 'delta_lake.sales' },
};

test('a file is sent, looked at and made a table under a free name', () => {
  const flow = flowAfter(file, { type: 'sent', bytes: 5 });
  assert.deepEqual([flow.step, flow.sent, flow.choice?.format], ['sending', 5, 'csv']);
  const seen = uploadReducer(flow, preview);
  assert.deepEqual([seen.step, seen.name], ['previewing', 'delta_lake.sales_2']);
  assert.equal(uploadReducer(seen, { type: 'create' }).step, 'creating');
});

test('another delimiter sends the file again and keeps the name that was typed', () => {
  const named = flowAfter(file, preview, { type: 'name', name: 'a.b' }, { type: 'override', column: 'a', columnType: 'string' });
  const again = uploadReducer(named, { type: 'choice', choice: { format: 'csv', header: true, delimiter: ';' } });
  assert.deepEqual([again.step, again.overrides, again.choice?.delimiter], ['sending', {}, ';']);
  assert.equal(uploadReducer(again, preview).name, 'a.b');
});

test('a failure leads back to where something can be changed', () => {
  const failure: UploadAction<string> = { type: 'failure', message: 'no' };
  assert.equal(flowAfter(file, failure).step, 'choosing');
  const refused = flowAfter(file, preview, { type: 'create' }, failure);
  assert.deepEqual([refused.step, refused.problem, refused.preview?.uploadId], ['previewing', 'no', 'u']);
});

test('the separator is the one that cuts all lines alike, quotes aside', () => {
  assert.equal(guessDelimiter('a;b;c\n1,5;2;"x;y"\n2,5;3;z\ncut'), ';');
  assert.equal(guessDelimiter('a,b\r\n1,"x;y;z"\r\n'), ',');
  assert.equal(guessDelimiter('a\tb\n1\t2\n'), '\t');
  assert.equal(guessDelimiter('a|b'), '|');
  assert.equal(guessDelimiter('only one column\nno separator'), undefined);
  assert.equal(guessDelimiter(''), undefined);
});
