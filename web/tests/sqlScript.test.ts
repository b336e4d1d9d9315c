import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sqlKeywords } from '../src/model/sqlKeywords';
import { offsetOfPosition, parametersOf, rangeToMark, runnableStatements, splitStatements, statementAt } from '../src/model/sqlScript';
import { tokenizeSql } from '../src/model/sqlTokens';
import { randomSql, seeded } from './randomSql';

const bodies = (text: string): string[] => runnableStatements(text).map(({ body }) => text.slice(body.start, body.end));

test('semicolons end statements', () => {
  assert.deepEqual(bodies('SELECT 1;\n\nSELECT 2 ;; SELECT 3'), ['SELECT 1', 'SELECT 2', 'SELECT 3']);
  assert.deepEqual(bodies(''), []);
  assert.deepEqual(bodies(' ;\n-- only a comment\n;'), []);
});

test('semicolons in strings, names and comments end nothing', () => {
  const whole = [
    "SELECT 'a;b', \"c;d\", r'e;', `f;g`",
    "SELECT 'it''s;', 'it\\';s', \"x\"\";\", `a``;b`",
    "SELECT r'\\' , 1 -- ; not here\n, 2",
    'SELECT /* a; /* nested; */ still; */ 1',
    'SELECT 1 -- continued \\\n ; by the backslash\n, 2',
  ];
  for (const text of whole) assert.deepEqual(bodies(`${text}; SELECT 2`), [text, 'SELECT 2'], text);
});

test('a raw string takes no escapes', () => {
  assert.deepEqual(bodies("SELECT r'\\'; SELECT 2"), ["SELECT r'\\'", 'SELECT 2']);
});

test('what the text ends within takes the rest', () => {
  for (const open of ["SELECT 'a; b", 'SELECT `a; b', 'SELECT /* a; /* b */ ; c', 'SELECT r"a; b']) {
    assert.equal(splitStatements(open).length, 1, open);
  }
});

test('a comment before a statement goes with it, one behind it on its line stays there', () => {
  const text = '-- first\nSELECT 1; -- about the first\n-- second\nSELECT 2';
  assert.deepEqual(bodies(text), ['-- first\nSELECT 1', '-- second\nSELECT 2']);
});

test('a hint is part of its statement', () => {
  assert.deepEqual(bodies('SELECT /*+ BROADCAST(a) */ 1; SELECT 2'), ['SELECT /*+ BROADCAST(a) */ 1', 'SELECT 2']);
});

test('the statement at a cursor', () => {
  const text = 'SELECT 1;  \n\nSELECT 2\nFROM t;SELECT 3;\n';
  const at = (offset: number): string => {
    const body = statementAt(text, offset)?.body;
    return body ? text.slice(body.start, body.end) : '';
  };
  assert.equal(at(0), 'SELECT 1');
  assert.equal(at(9), 'SELECT 1', 'right behind its semicolon');
  assert.equal(at(12), 'SELECT 1', 'between two statements, the one before');
  assert.equal(at(13), 'SELECT 2\nFROM t');
  assert.equal(at(29), 'SELECT 2\nFROM t', 'at the seam, the one that ends there');
  assert.equal(at(30), 'SELECT 3');
  assert.equal(at(text.length), 'SELECT 3');
  assert.equal(statementAt('\n  -- nothing', 3), undefined);
});

test('a cursor before the first statement means the first', () => {
  const text = '\n\nSELECT 1';
  assert.equal(statementAt(text, 0)?.body.start, 2);
});

test('parameters are told from casts, paths, types and strings', () => {
  assert.deepEqual(parametersOf('SELECT :a, x::int, :b + :a WHERE y > :c_1'), ['a', 'b', 'c_1']);
  assert.deepEqual(parametersOf("SELECT ':a', \":b\", `:c`, r':d' -- :e\n/* :f */"), []);
  assert.deepEqual(parametersOf('SELECT payload:user.name, f(x):y, a[0]:z, `odd`:w FROM t'), []);
  assert.deepEqual(parametersOf('SELECT CAST(x AS struct<a:int, b:struct<c:int>>), :p'), ['p']);
  assert.deepEqual(parametersOf('SELECT :x::int, a[:from], t.select:path'), ['x', 'from']);
  assert.deepEqual(parametersOf('SELECT * FROM t WHERE :flag'), ['flag']);
});

test('keywords are among those of the Swift lexer', () => {
  const swift = readFileSync(new URL(`file://${process.cwd()}/../Sources/SparkSQL/Lexer/Keyword.swift`), 'utf8');
  const cases = swift.slice(swift.indexOf('{') + 1, swift.indexOf('\n}\n'));
  const words = [...cases.matchAll(/(?:case|,)\s*`?([A-Za-z]+)`?(?:\s*=\s*"([a-z_]+)")?/g)].map(([, word, raw]) => raw ?? word);
  const known = new Set(words);
  assert.ok(sqlKeywords.size > 300);
  assert.deepEqual([...sqlKeywords].filter((word) => !known.has(word)), []);
});

test('a position of the server is found, counted in scalars and over every kind of line end', () => {
  const text = "SELECT '🦆é', x\r\nFROM a\rWHERE b\nORDER";
  assert.equal(offsetOfPosition(text, { line: 1, column: 1 }), 0);
  assert.equal(text.slice(offsetOfPosition(text, { line: 1, column: 14 })).charAt(0), 'x');
  assert.equal(text.slice(offsetOfPosition(text, { line: 2, column: 6 })).charAt(0), 'a');
  assert.equal(text.slice(offsetOfPosition(text, { line: 3, column: 7 })).charAt(0), 'b');
  assert.equal(text.slice(offsetOfPosition(text, { line: 4, column: 1 })), 'ORDER');
  assert.equal(offsetOfPosition(text, { line: 1, column: 99 }), "SELECT '🦆é', x".length);
  assert.equal(text.slice(offsetOfPosition(text, { line: 99, column: 1 })), 'ORDER');
});

test('the mark of an error is the token there, or the last one', () => {
  assert.deepEqual(rangeToMark('SELECT frm x', 7), { start: 7, end: 10 });
  assert.deepEqual(rangeToMark('SELECT x ', 9), { start: 7, end: 8 });
  assert.deepEqual(rangeToMark('FROM a.`b c`.d WHERE', 5), { start: 5, end: 14 });
  assert.deepEqual(rangeToMark('', 0), { start: 0, end: 0 });
});

test('no character is ever lost', () => {
  const random = seeded(7);
  for (let round = 0; round < 3_000; round += 1) {
    const text = randomSql(random);
    const tokens = tokenizeSql(text);
    assert.equal(tokens.map(({ start, end }) => text.slice(start, end)).join(''), text);
    const statements = splitStatements(text);
    assert.equal(statements.map(({ range }) => text.slice(range.start, range.end)).join(''), text);
    for (const { range, body } of statements) assert.ok(range.start <= body.start && body.start <= body.end && body.end <= range.end);
    for (const offset of [0, Math.floor(text.length / 2), text.length]) statementAt(text, offset);
    parametersOf(text);
  }
});

test('hostile texts are cut in one pass, without a deep stack', () => {
  const steps = (text: string): number => tokenizeSql(text).length;
  const hostile = ["'", '"', '`', '/*', '--', "r'", '::', ':', ';', '\\', '((((', "''''"];
  for (const piece of hostile) {
    const text = piece.repeat(300_000 / piece.length);
    assert.ok(steps(text) <= text.length);
    splitStatements(text);
  }
});
