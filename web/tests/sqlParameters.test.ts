import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectParameters, guessParameterType, parseParameter, type ParameterType } from '../src/model/sqlParameters';

const parse = (type: ParameterType, text: string) => {
  const parsed = parseParameter({ type, text, isNull: false });
  return parsed.kind === 'value' ? parsed.parameter : parsed.kind;
};

test('each type gives the shape that the server reads', () => {
  assert.deepEqual(parse('string', ' a '), { type: 'string', value: ' a ' });
  assert.deepEqual(parse('bigint', ' 42 '), { type: 'bigint', value: 42 });
  assert.deepEqual(parse('double', '1e-3'), { type: 'double', value: 0.001 });
  assert.deepEqual(parse('decimal', '19.90'), { type: 'decimal', value: '19.90' });
  assert.deepEqual(parse('boolean', 'TRUE'), { type: 'boolean', value: true });
  assert.deepEqual(parse('date', '2024-02-29'), { type: 'date', value: '2024-02-29' });
  assert.deepEqual(parse('timestamp', '2026-11-25 09:30'), { type: 'timestamp', value: '2026-11-25T09:30:00Z' });
  assert.deepEqual(parse('timestamp', '2026-11-25T09:30:01.5+02:00'), { type: 'timestamp', value: '2026-11-25T09:30:01.5+02:00' });
  assert.deepEqual(parse('timestamp', '2026-11-25'), { type: 'timestamp', value: '2026-11-25T00:00:00Z' });
});

test('an integer beyond 2^53 keeps every digit', () => {
  assert.deepEqual(parse('bigint', '9007199254740993'), { type: 'decimal', value: '9007199254740993' });
  assert.deepEqual(parse('bigint', '-9223372036854775808'), { type: 'decimal', value: '-9223372036854775808' });
});

test('what is no value of its type is refused', () => {
  const wrong: [ParameterType, string[]][] = [
    ['bigint', ['', '1.5', 'abc', '9223372036854775808', '1e3']],
    ['double', ['', 'abc', '1e999', '0x10', 'NaN']],
    ['decimal', ['1.2.3', '1'.repeat(39), '.', 'e']],
    ['boolean', ['yes', '1']],
    ['date', ['2026-02-30', '2026-13-01', '25.11.2026', '2026-1-1']],
    ['timestamp', ['2026-11-25 24:00', '2026-11-25 09:60', 'now', '2026-02-30 00:00']],
  ];
  for (const [type, texts] of wrong) for (const text of texts) assert.equal(parse(type, text), 'invalid', `${type} ${text}`);
});

test('NULL is a value of every type', () => {
  assert.deepEqual(parseParameter({ type: 'date', text: 'junk', isNull: true }), {
    kind: 'value',
    parameter: { type: 'date', value: null },
  });
});

test('only the markers of the statement are sent, and the first without a value is told', () => {
  const inputs = {
    a: { type: 'bigint', text: '1', isNull: false },
    unused: { type: 'bigint', text: 'x', isNull: false },
  } as const;
  assert.deepEqual(collectParameters(['a'], inputs), { kind: 'values', parameters: { a: { type: 'bigint', value: 1 } } });
  const missing = collectParameters(['unused', 'a'], inputs);
  assert.equal(missing.kind === 'invalid' && missing.name, 'unused');
  const never = collectParameters(['b'], {});
  assert.equal(never.kind === 'invalid' && never.name, 'b');
});

test('a type is guessed from the column compared with, else from the name', () => {
  const types = new Map([['status', 'int'], ['price', 'decimal(10,2)'], ['at', 'timestamp_ntz'], ['tags', 'array<string>']]);
  const guess = (text: string, name: string) => guessParameterType(text, name, (column) => types.get(column));
  assert.equal(guess('SELECT 1 FROM t WHERE t.status >= :least', 'least'), 'bigint');
  assert.equal(guess('WHERE `price` < :p', 'p'), 'decimal');
  assert.equal(guess('WHERE at >= :x', 'x'), 'timestamp');
  assert.equal(guess('WHERE tags = :x', 'x'), 'string');
  assert.equal(guess('WHERE unknown = :start_date', 'start_date'), 'date');
  assert.equal(guess('LIMIT :limit', 'limit'), 'bigint');
});
