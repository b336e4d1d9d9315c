import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ColumnMeta, Row } from '../src/model/cellType';
import { bucketPoints, bucketed, niceWidth } from '../src/model/chartBuckets';
import type { Chart } from '../src/model/chartData';
import { localChart } from '../src/model/chartLocal';
import { drawChart } from '../src/model/chartDraw';
import { proposeChart } from '../src/model/chartProposal';
import { remoteChart } from '../src/model/chartRemote';
import { notedChart } from '../src/model/chartNotes';
import { hitAt, middleCut } from '../src/model/chartScene';
import { linearTicks, logTicks, niceDomain, timeTicks } from '../src/model/chartScale';
import { chartFields, chartProblem, decodeChart, type ChartKind, type ChartSpec } from '../src/model/chartSpec';
import { sceneSvg } from '../src/model/chartSvg';
import { chartTable } from '../src/model/chartTable';

const column = (name: string, type: string): ColumnMeta => ({ name, type });
const zone = 'Europe/Berlin';
const size = { width: 640, height: 320, zone };
const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const base = { aggregate: 'sum', isLog: false, hasLegend: true, isHorizontal: false } as const;
const kindOf = (columns: ColumnMeta[], rows: Row[], total = rows.length): ChartKind | undefined => proposeChart(columns, rows, total)?.kind;

test('the proposal follows the types', () => {
  const [time, number, text] = [column('t', 'timestamp'), column('n', 'bigint'), column('c', 'string')];
  const minutes = [0, 1, 2, 3];
  assert.equal(kindOf([time, number], minutes.map((minute) => [at(minute), minute])), 'line');
  assert.equal(kindOf([text, number], [['GET', 2], ['POST', 3]]), 'bar');
  assert.equal(proposeChart([text, number], [['/api/a/very/long/path', 2], ['/b', 3]], 2)?.isHorizontal, true);
  assert.equal(kindOf([column('x', 'double'), column('y', 'double')], [[3, 1], [1, 2], [2, 3]]), 'scatter');
  assert.equal(kindOf([number], [[1], [2], [3]]), 'histogram');
  assert.equal(kindOf([number], [[1]]), 'bigNumber');
  assert.equal(kindOf([text, column('share', 'double')], [['a', 0.4], ['b', 0.6]]), 'pie');
  const pairs = Array.from({ length: 80 }, (_, index): Row => [`a${index % 10}`, `b${Math.floor(index / 10)}`, index]);
  assert.equal(kindOf([text, column('d', 'string'), number], pairs), 'heatMap');
  assert.equal(kindOf([text, column('d', 'string'), number], pairs.filter((row) => row[1] === 'b0' || row[1] === 'b1')), 'stackedBar');
  assert.equal(kindOf([text], [['a'], ['a'], ['b']]), 'bar');
  assert.equal(kindOf([column('m', 'map<string,int>')], [[{}]], 5), undefined);
  assert.equal(kindOf([number], [], 0), undefined);
});

test('a time column split by a category is one line per value, and ids are not drawn', () => {
  const columns = [column('t', 'timestamp'), column('level', 'string'), column('user_id', 'bigint'), column('n', 'bigint')];
  const rows = [0, 1].flatMap((minute): Row[] => [[at(minute), 'INFO', 7, 10], [at(minute), 'ERROR', 8, 1]]);
  const spec = proposeChart(columns, rows, rows.length);
  assert.deepEqual([spec?.kind, spec?.x, spec?.y, spec?.series], ['line', 't', ['n'], 'level']);
});

test('a row per category that was last seen at some time is no time series', () => {
  const columns = [column('level', 'string'), column('n', 'bigint'), column('newest', 'timestamp')];
  const spec = proposeChart(columns, [['INFO', 10, at(2)], ['WARN', 3, at(1)]], 2);
  assert.deepEqual([spec?.kind, spec?.x, spec?.y], ['bar', 'level', ['n']]);
});

test('times that were formatted as text still make a chart in their order', () => {
  const columns = [column('hour', 'string'), column('n', 'bigint')];
  const rows: Row[] = [['2026-01-01 11:00', 3], ['2026-01-01 10:00', 2]];
  const spec = proposeChart(columns, rows, 2);
  assert.equal(spec?.kind, 'bar');
  const chart = spec && localChart(spec, columns, rows, zone);
  assert.deepEqual(chart?.data.form === 'values' && chart.data.categories, ['2026-01-01 10:00', '2026-01-01 11:00']);
});

test('what a chart lacks is said before it is drawn', () => {
  const fields = chartFields([column('c', 'string'), column('n', 'int')]);
  assert.equal(chartProblem({ ...base, kind: 'bar', x: 'c', y: ['n'] }, fields), undefined);
  assert.match(chartProblem({ ...base, kind: 'line', x: 'c', y: ['n'] }, fields) ?? '', /times or numbers/);
  assert.match(chartProblem({ ...base, kind: 'bar', x: 'gone', y: ['n'] }, fields) ?? '', /categories/);
  assert.equal(decodeChart({ kind: 'toString' }), undefined);
  assert.deepEqual(decodeChart({ kind: 'pie', y: ['a', 1], x: 5 }), { ...base, kind: 'pie', y: ['a'] });
});

test('a long line becomes buckets that keep its extremes', () => {
  const points = Array.from({ length: 100_000 }, (_, x) => ({ x, y: x === 55_555 ? 1_000 : Math.sin(x) }));
  const { series, note } = bucketed([{ name: 's', points }], false, 'avg');
  const small = series[0]?.points ?? [];
  assert.ok(small.length <= 501);
  assert.equal(Math.max(...small.map(({ high }) => high ?? 0)), 1_000);
  assert.match(note ?? '', /^100,000 points in 500 buckets of 200: the mean/);
  const sums = bucketed([{ name: 's', points: points.map(({ x }) => ({ x, y: 1 })) }], false, 'sum').series[0]?.points ?? [];
  assert.deepEqual([sums[0], sums.length], [{ x: 0, y: 200 }, 500], 'a sum is a sum of the bucket, not of its means');
  assert.deepEqual(bucketPoints([{ x: -1, y: 1 }, { x: 0, y: 2 }, { x: 9, y: 4 }], 10, 'avg'), [{ x: -10, y: 1, low: 1, high: 1 }, { x: 0, y: 3, low: 2, high: 4 }]);
});

test('bucket widths are those that people count in', () => {
  assert.deepEqual(niceWidth(24 * 3_600_000, true), { width: 180_000, label: '3 min' });
  assert.deepEqual(niceWidth(1, false, 10).width, 0.1);
  assert.equal(niceWidth(1e15, true).label, '64 years');
});

test('ticks are round, and days begin at the viewers midnight', () => {
  assert.deepEqual(linearTicks(0, 1, 5).map(({ label }) => label), ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']);
  assert.deepEqual(linearTicks(0, 2_000_000, 4).map(({ label }) => label), ['0', '0.5M', '1.0M', '1.5M', '2.0M']);
  assert.deepEqual(logTicks(0.1, 1000).map(({ label }) => label), ['0.1', '1', '10', '100', '1,000']);
  const days = timeTicks(Date.UTC(2026, 2, 28), Date.UTC(2026, 2, 31), 4, zone);
  assert.deepEqual(days.map(({ value }) => new Date(value).toISOString()), ['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z', '2026-03-30T22:00:00.000Z'], 'across the change of the clock');
  assert.deepEqual(timeTicks(Date.UTC(2025, 0, 1), Date.UTC(2026, 11, 1), 5, 'UTC').map(({ label }) => label), ['2025', 'Jul 2025', '2026', 'Jul 2026']);
  assert.deepEqual(niceDomain(5, 5, 5, false).from < 5, true);
});

test('few of many categories are drawn, the rest as one where it adds up', () => {
  const columns = [column('c', 'string'), column('n', 'int')];
  const rows = Array.from({ length: 100 }, (_, index): Row => [`c${index}`, index]);
  const sum = localChart({ ...base, kind: 'bar', x: 'c', y: ['n'] }, columns, rows, zone).data;
  assert.ok(sum.form === 'values');
  assert.equal(sum.categories[0], 'c99');
  assert.equal(sum.categories[29], 'other (71)');
  assert.equal(sum.series[0]?.values.reduce<number>((total, value) => total + (value ?? 0), 0), 4_950);
  const mean = localChart({ ...base, aggregate: 'avg', kind: 'bar', x: 'c', y: ['n'] }, columns, rows, zone).data;
  assert.ok(mean.form === 'values' && mean.categories.length === 29, 'averages have no sum');
});

/** The drawn series or categories, and what the chart says. */
const drawn = (chart: Chart): readonly [number, string | undefined] => [chart.data.form === 'points' || chart.data.form === 'values' ? chart.data.series.length : -1, chart.note];

test('lines and dots of more than eight series say how many are left out', () => {
  const columns = [column('x', 'int'), column('c', 'string'), column('n', 'int')];
  const few = Array.from({ length: 80 }, (_, index): Row => [Math.floor(index / 8), `c${index % 8}`, index]);
  const many = Array.from({ length: 1_200 }, (_, index): Row => [Math.floor(index / 1_200), `c${index % 1_200}`, index]);
  for (const kind of ['line', 'area', 'scatter'] as const) {
    const spec: ChartSpec = { ...base, kind, x: 'x', y: ['n'], series: 'c' };
    assert.deepEqual(drawn(localChart(spec, columns, few, zone)), [8, undefined], kind);
    assert.deepEqual(drawn(localChart(spec, columns, many, zone)), [8, 'only the 8 series with the most points of 1,200 are drawn'], kind);
  }
});

test('buckets count the points of the series that are drawn, and cells those of all', () => {
  const columns = [column('x', 'int'), column('c', 'string'), column('n', 'int')];
  const rows = Array.from({ length: 30_000 }, (_, index): Row => [Math.floor(index / 10), `c${index % 10}`, index % 7]);
  const spec: ChartSpec = { ...base, kind: 'line', x: 'x', y: ['n'], series: 'c' };
  assert.match(localChart(spec, columns, rows, zone).note ?? '', /^24,000 points in .*; only the 8 series with the most points of 10 are drawn$/);
  assert.match(localChart({ ...spec, kind: 'scatter' }, columns, rows, zone).note ?? '', /^30,000 points counted in [\d,]+ cells: the darker, the more$/);
});

test('averages of too many series or categories say which are drawn, and sums have the rest as one', () => {
  const columns = [column('c', 'string'), column('s', 'string'), column('n', 'int')];
  const spec: ChartSpec = { ...base, kind: 'bar', x: 'c', y: ['n'], series: 's' };
  const rows = Array.from({ length: 40 }, (_, index): Row => [`c${index % 4}`, `s${Math.floor(index / 4)}`, index]);
  for (const aggregate of ['avg', 'min', 'max'] as const) {
    assert.deepEqual(drawn(localChart({ ...spec, aggregate }, columns, rows, zone)), [7, 'only the 7 largest of 10 series are drawn'], aggregate);
  }
  assert.deepEqual(drawn(localChart(spec, columns, rows, zone)), [8, undefined], 'the eighth is called other');
  const wide = Array.from({ length: 1_500 }, (_, index): Row => [`c${index}`, 'one', index]);
  const { series: _, ...plain } = spec;
  const noteOf = (kind: ChartKind, keepsOrder: boolean): string | undefined => localChart({ ...plain, aggregate: 'max', kind }, columns, wide, zone, keepsOrder).note;
  assert.equal(noteOf('bar', false), 'only the 29 largest of 1,500 categories are drawn');
  assert.equal(noteOf('bar', true), 'only the first 29 of 1,500 categories are drawn');
  assert.equal(noteOf('pie', false), 'only the 7 largest of 1,500 categories are drawn');
  const both = Array.from({ length: 400 }, (_, index): Row => [`c${index % 40}`, `s${Math.floor(index / 40)}`, index]);
  assert.equal(localChart({ ...spec, aggregate: 'avg' }, columns, both, zone).note, 'only the 29 largest of 40 categories are drawn; only the 7 largest of 10 series are drawn');
  const long = Array.from({ length: 3_000 }, (_, index): Row => [String(index % 300), `s${Math.floor(index / 300)}`, index]);
  assert.equal(localChart({ ...spec, aggregate: 'avg' }, [column('c', 'int'), ...columns.slice(1)], long, zone).note, 'the last 200 of 300 bars; only the 7 largest of 10 series are drawn');
});

test('lines that the server counts tell the points and the number of their series', async () => {
  const columns = [column('x', 'bigint'), column('c', 'string'), column('n', 'double')];
  const spec: ChartSpec = { ...base, kind: 'line', x: 'x', y: ['n'], series: 'c' };
  const noteOf = async (count: number): Promise<string> => {
    const asked: string[] = [];
    const chart = await remoteChart(spec, columns, 1_000_000, zone, [], async (sql) => {
      asked.push(sql);
      if (sql.includes('AS least_0')) return { columns: [], rows: [[1_000_000, 0, 999]] };
      if (sql.includes('count(DISTINCT')) return { columns: [], rows: [[count]] };
      if (sql.includes('LIMIT 9')) return { columns: [], rows: Array.from({ length: Math.min(9, count) }, (_, at): Row => [`c${at}`, 1_000 - at]) };
      return { columns: [], rows: [[0, 'c0', 1_000, 5, 5, 5]] };
    });
    assert.equal(asked.length, count > 8 ? 4 : 3, 'the number of all series is asked for only when it is needed');
    assert.ok(!asked[asked.length - 1]?.includes("'c8'"));
    return chart.note ?? '';
  };
  assert.match(await noteOf(23), /^7,972 points in 500 buckets of 2: the sum of each; only the 8 series with the most points of 23 are drawn$/);
  assert.match(await noteOf(3), /^2,997 points in 500 buckets of 2: the sum of each$/);
});

test('categories come in the order of the rows when the grid is sorted', async () => {
  const columns = [column('c', 'string'), column('n', 'int')];
  const rows: Row[] = [['b', 1], ['a', 3], ['c', 2]];
  const spec: ChartSpec = { ...base, kind: 'bar', x: 'c', y: ['n'] };
  const order = (keepsOrder: boolean) => {
    const { data } = localChart(spec, columns, rows, zone, keepsOrder);
    return data.form === 'values' && data.categories;
  };
  assert.deepEqual([order(true), order(false)], [['b', 'a', 'c'], ['a', 'c', 'b']]);
  const asked: string[] = [];
  const run = async (sql: string) => {
    asked.push(sql.split('\n')[3] ?? '');
    return { columns, rows };
  };
  const there = await remoteChart(spec, columns, 90_000, zone, [{ key: 'c', isDescending: true }], run);
  assert.deepEqual(there.data.form === 'values' && there.data.categories, ['b', 'a', 'c']);
  await remoteChart(spec, columns, 90_000, zone, [{ key: 'n', isDescending: false }], run);
  await remoteChart(spec, columns, 90_000, zone, [{ key: 'elsewhere', isDescending: false }], run);
  assert.deepEqual(asked, ['ORDER BY 1 DESC NULLS LAST, 1', 'ORDER BY 2 ASC NULLS LAST, 1', 'ORDER BY 2 DESC NULLS LAST, 1']);
});

test('a pie has slices of what is above zero and says what it leaves out', () => {
  const columns = [column('c', 'string'), column('n', 'int')];
  const spec: ChartSpec = { ...base, kind: 'pie', x: 'c', y: ['n'] };
  const some = localChart(spec, columns, [['a', 5], ['b', -5], ['c', 0], ['d', null]], zone);
  assert.deepEqual(some.data.form === 'values' && some.data.categories, ['a']);
  assert.equal(some.note, '3 of 4 categories are not above zero and have no slice');
  const [slice] = drawChart(spec, some, size, new Set()).shapes;
  assert.ok(slice?.kind === 'path');
  assert.equal((slice.d.match(/A/g) ?? []).length, 4, 'two halves outside, two inside');
});

test('a logarithmic axis says what it has no place for', () => {
  const columns = [column('x', 'int'), column('n', 'int')];
  const spec: ChartSpec = { ...base, kind: 'line', x: 'x', y: ['n'], isLog: true };
  const chart = localChart(spec, columns, [[1, -4], [2, 0], [3, 9]], zone);
  assert.equal(notedChart(spec, chart).note, '2 values that are not above zero stand at the foot of the logarithmic axis');
  assert.equal(notedChart({ ...spec, isLog: false }, chart).note, undefined);
});

test('cells without any value are no chart, and one count has no half rows on its axis', () => {
  const columns = [column('c', 'string'), column('d', 'string'), column('n', 'int')];
  const spec: ChartSpec = { ...base, kind: 'heatMap', x: 'c', series: 'd', y: ['n'] };
  const words = (shown: ChartSpec, of: ColumnMeta[], rows: Row[]): string[] => drawChart(shown, localChart(shown, of, rows, zone), size, new Set()).shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []));
  assert.deepEqual(words(spec, columns, [['a', 'x', null]]), ['No row has a value for this chart']);
  assert.deepEqual(words({ ...base, kind: 'histogram', x: 'n', y: [] }, [column('n', 'double')], [[3.5]]).slice(0, 2), ['0', '1']);
});

test('long names keep both of their ends', () => {
  assert.equal(middleCut('https://example.com/orders/17', 15), 'https://e…rs/17');
  assert.equal(middleCut('short', 15), 'short');
  assert.equal(middleCut('abcdefgh', 5), 'abcd…');
});

const kinds: readonly [ChartSpec, ColumnMeta[], Row[]][] = [
  [{ ...base, kind: 'line', x: 't', y: ['n'] }, [column('t', 'timestamp'), column('n', 'int')], [[at(0), 1], [at(5), null], [at(9), -4]]],
  [{ ...base, kind: 'area', x: 't', y: ['n'] }, [column('t', 'date'), column('n', 'int')], [['2026-01-01', 1], ['2026-01-02', 3]]],
  [{ ...base, kind: 'bar', x: 'c', y: ['n'], isHorizontal: true }, [column('c', 'string'), column('n', 'int')], [['<script>', 1], [null, -2]]],
  [{ ...base, kind: 'stackedBar', x: 'c', y: ['n'], series: 'd' }, [column('c', 'string'), column('d', 'string'), column('n', 'int')], [['a', 'x', 1], ['a', 'y', -1], ['b', 'x', 0]]],
  [{ ...base, kind: 'scatter', x: 'x', y: ['n'] }, [column('x', 'double'), column('n', 'double')], [[1, 2], ['NaN', 3], [3, 'Infinity']]],
  [{ ...base, kind: 'histogram', x: 'n', y: [] }, [column('n', 'decimal(10,2)')], [['1.50'], ['1.50'], [null]]],
  [{ ...base, kind: 'heatMap', x: 'c', series: 'd', y: ['n'] }, [column('c', 'string'), column('d', 'string'), column('n', 'int')], [['a', 'x', 1], ['b', 'y', 5]]],
  [{ ...base, kind: 'pie', x: 'c', y: ['n'] }, [column('c', 'string'), column('n', 'int')], [['only', 5], ['minus', -2]]],
  [{ ...base, kind: 'bigNumber', x: 't', y: ['n'] }, [column('t', 'timestamp'), column('n', 'bigint')], [[at(1), '9007199254740993'], [at(0), 1]]],
];

test('every kind is drawn within its frame, as a file and as a table', () => {
  for (const [spec, columns, rows] of kinds) {
    const chart = localChart(spec, columns, rows, zone);
    const scene = drawChart(spec, chart, size, new Set());
    assert.ok(scene.shapes.length > 0, spec.kind);
    const svg = sceneSvg(scene, { surface: '#fff' }, 'a <b> & "c"\u0000', 'note');
    assert.doesNotMatch(svg, /NaN|undefined|Infinity(?!<)|<script|<b>/, spec.kind);
    assert.ok(hitAt(scene, 10, 10) !== undefined, spec.kind);
    assert.ok(chartTable(chart.data, 'x', zone).rows.length > 0, spec.kind);
    for (const hit of scene.hits) assert.ok(hit.x >= 0 && hit.x <= 640 && hit.y >= 0 && hit.y <= 320, `${spec.kind} ${hit.x} ${hit.y}`);
  }
});

test('a big number shows the newest value with all its digits', () => {
  const last = kinds[kinds.length - 1];
  assert.ok(last);
  const { data } = localChart(...last, zone);
  assert.ok(data.form === 'big');
  assert.equal(data.value, '9,007,199,254,740,993');
  assert.equal(data.spark.length, 2);
});

test('logarithmic axes take values that are not positive', () => {
  const [spec, columns, rows] = kinds[0] ?? assert.fail();
  const scene = drawChart({ ...spec, isLog: true }, localChart(spec, columns, rows, zone), size, new Set());
  assert.doesNotMatch(JSON.stringify(scene), /null|NaN/);
});

test('a large result is counted by the server and drawn from its answer', async () => {
  const columns = [column('t`', 'timestamp'), column('n', 'double')];
  const asked: string[] = [];
  const chart = await remoteChart({ ...base, aggregate: 'avg', kind: 'line', x: 't`', y: ['n'] }, columns, 1_000_000, zone, [], async (sql) => {
    asked.push(sql);
    const rows: Row[] = asked.length === 1 ? [[1_000_000, 0, 86_399_000]] : [[0, 3, 1.5, 1, 2], [1, 3, null, null, null], [2, 3, 4, 4, 5]];
    return { columns: [], rows };
  });
  assert.ok(chart.data.form === 'points');
  assert.deepEqual(chart.data.series, [{ name: 'n', points: [{ x: 0, y: 1.5, low: 1, high: 2 }, { x: 360_000, y: 4, low: 4, high: 5 }] }]);
  assert.match(chart.note ?? '', /^1,000,000 points in 480 buckets of 3 min/);
  assert.ok(asked.every((sql) => sql.includes('FROM result') && sql.includes('`t```')));
});

test('series switched off leave the axes to the others', () => {
  const [spec, columns, rows] = kinds[0] ?? assert.fail();
  const scene = drawChart(spec, localChart(spec, columns, rows, zone), size, new Set(['n']));
  assert.equal(scene.legend.length, 1);
  assert.equal(scene.hits.length, 0);
});
