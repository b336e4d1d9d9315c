import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compareNumbers, compareText, rowComparer } from '../src/model/cellCompare';
import { formatCell, groupDigits, visibleText } from '../src/model/cellFormat';
import { compactJson, jsonTree, parsedJson } from '../src/model/cellJson';
import { instantOfWall, parseTimeMs, timestampText, zoneOffsetMs } from '../src/model/cellTime';
import { cellKind, columnKeys } from '../src/model/cellType';

const zone = 'Europe/Berlin';
const text = (value: unknown, type: string): string => formatCell(value, type, { zone }).text;

test('numbers have thousands separators and keep every digit', () => {
  assert.equal(text(1234567, 'bigint'), '1,234,567');
  assert.equal(text('-9223372036854775808', 'bigint'), '−9,223,372,036,854,775,808');
  assert.equal(text('-12345678901234567890123456789.123456789', 'decimal(38,9)'), '−12,345,678,901,234,567,890,123,456,789.123456789');
  assert.equal(text('1.10', 'decimal(5,2)'), '1.10');
  assert.equal(text(0.1, 'double'), '0.1');
  assert.equal(text(1e300, 'double'), '1e+300');
  assert.equal(text(1234.5678, 'double'), '1,234.5678');
});

test('what is no number in a column of numbers is told as it is', () => {
  assert.equal(text('NaN', 'double'), 'NaN');
  assert.equal(text('-Infinity', 'float'), '−Infinity');
  assert.deepEqual(formatCell(null, 'double', { zone }), { text: 'null', tone: 'null' });
  assert.equal(formatCell('null', 'string', { zone }).tone, 'text', 'the text is not the value');
});

test('a timestamp is shown on the viewers clock, with UTC in its title', () => {
  const cell = formatCell('2026-03-01T12:34:56.000001Z', 'timestamp', { zone });
  assert.equal(cell.text, '2026-03-01 13:34:56.000001');
  assert.equal(cell.title, '2026-03-01 12:34:56.000001 UTC');
  assert.equal(text('2026-07-01T12:00:00Z', 'timestamp'), '2026-07-01 14:00:00', 'summer time');
  assert.equal(text('2026-03-01T12:34:56', 'timestamp_ntz'), '2026-03-01 12:34:56', 'no zone, no shift');
  assert.equal(text('1969-12-31T23:59:59.500Z', 'timestamp'), '1970-01-01 00:59:59.500');
  assert.equal(text('no time', 'timestamp'), 'no time');
});

test('zone offsets hold at the hour of a change of the clock', () => {
  const before = Date.UTC(2026, 2, 29, 0, 59, 59);
  assert.equal(zoneOffsetMs(zone, before), 3_600_000);
  assert.equal(zoneOffsetMs(zone, before + 1_000), 7_200_000);
  assert.equal(zoneOffsetMs('Asia/Kathmandu', 0), 19_800_000);
  assert.equal(instantOfWall(zone, Date.UTC(2026, 6, 1)), Date.UTC(2026, 5, 30, 22));
  assert.equal(timestampText('0001-01-01T00:00:00Z', 'UTC'), '0001-01-01 00:00:00');
  assert.equal(parseTimeMs('2026-03-01'), Date.UTC(2026, 2, 1));
  assert.equal(parseTimeMs(12), undefined);
});

test('binary is hexadecimal with its size', () => {
  assert.deepEqual(formatCell('AP8Q', 'binary', { zone }), { text: '0x00ff10', tone: 'binary', title: '3 bytes', isClipped: false });
  const long = formatCell(btoa('\0'.repeat(1_000)), 'binary', { zone, clip: 20 });
  assert.equal(long.text, `0x${'00'.repeat(10)}…`);
  assert.equal(long.title, '1,000 bytes');
});

test('nested values are JSON on one line, clipped without reading all of them', () => {
  assert.equal(text({ a: 1, b: [{ c: 'x' }] }, 'struct<a:int,b:array<struct<c:string>>>'), '{"a":1,"b":[{"c":"x"}]}');
  const many = Array.from({ length: 1_000_000 }, (_, index) => index);
  const clipped = formatCell(many, 'array<int>', { zone, clip: 10 });
  assert.equal(clipped.text, '[0,1,2,3,4…');
  assert.equal(clipped.isClipped, true);
  assert.deepEqual(compactJson('x'.repeat(50), 5).isWhole, false);
});

test('text shows what would be invisible or would reorder its neighbours', () => {
  assert.equal(visibleText('a\u0000b\nc\td'), 'a␀b↵c⇥d');
  assert.equal(visibleText('safe\u202egpj.exe'), 'safe⟨U+202E⟩gpj.exe');
  assert.equal(visibleText('grüß 🚀 <b>'), 'grüß 🚀 <b>');
  assert.equal(formatCell('x'.repeat(400), 'string', { zone }).text.length, 301);
});

test('the fixture of the servers values is formatted without losing any', () => {
  const values: readonly { sql: string; type?: string; json: unknown }[] = JSON.parse(readFileSync('../Fixtures/http/values.json', 'utf8'));
  for (const { json, type = 'string', sql } of values) {
    const shown = text(json, type);
    if (/^(bigint|decimal|int|tinyint)/.test(type)) assert.equal(shown.replaceAll(',', '').replace('−', '-'), String(json), sql);
    assert.ok(shown.length > 0, sql);
  }
});

test('digits are grouped only in plain numbers', () => {
  assert.equal(groupDigits('1000'), '1,000');
  assert.equal(groupDigits('0.0001234'), '0.0001234');
  assert.equal(groupDigits('1.5E+10'), '1.5E+10');
  assert.equal(groupDigits('12a'), '12a');
});

test('kinds of Spark types', () => {
  assert.equal(cellKind('decimal(38,9)'), 'decimal');
  assert.equal(cellKind('timestamp_ntz'), 'timestampLocal');
  assert.equal(cellKind('struct<a:int>'), 'nested');
  assert.equal(cellKind('interval day to second'), 'other');
  assert.equal(cellKind(''), 'other');
});

test('columns of one name keep keys of their own', () => {
  const column = (name: string): { name: string; type: string } => ({ name, type: 'int' });
  assert.deepEqual(columnKeys([column('a'), column('a'), column('a#2'), column('')]), ['a', 'a#2', 'a#2#2', '']);
});

test('numbers beyond a double compare exactly', () => {
  assert.ok(compareNumbers('9223372036854775806', '9223372036854775807') < 0);
  assert.ok(compareNumbers('-9223372036854775806', '-9223372036854775807') > 0);
  assert.equal(compareNumbers('1.10', '1.1'), 0);
  assert.equal(compareNumbers('-0.0', 0), 0);
  assert.ok(compareNumbers('NaN', 'Infinity') > 0, 'NaN is the largest, as in Spark');
  assert.ok(compareNumbers('0.10000000000000000001', '0.1') > 0);
});

test('text compares by code points and nulls come last both ways', () => {
  assert.ok(compareText('\ud83d\ude00', '\uffee') > 0);
  const values = [null, 'b', 'a'];
  assert.deepEqual([...values].sort(rowComparer('string', false)), ['a', 'b', null]);
  assert.deepEqual([...values].sort(rowComparer('string', true)), ['b', 'a', null]);
  assert.ok(rowComparer('timestamp', false)('2026-01-01T00:00:00Z', '2026-01-01T00:00:00.500Z') < 0);
});

test('the inspectors tree opens, closes and keeps long numbers of JSON text', () => {
  const value = parsedJson('{"id": 12345678901234567890, "list": [1, {"a": null}], "text": "1234567890123456789"}');
  assert.deepEqual(jsonTree(value, new Set()).map(({ depth, label, text: shown }) => `${depth} ${label} ${shown}`), [
    '0  3 fields', '1 id 12345678901234567890', '1 list 2 items', '2 0 1', '2 1 1 field', '3 a null', '1 text 1234567890123456789',
  ]);
  assert.equal(jsonTree(value, new Set(['/list'])).length, 4);
  assert.equal(parsedJson('{broken'), undefined);
  assert.equal(parsedJson('12'), undefined);
});
