import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { decodeDiff } from '../src/model/decodeTables';
import { parseJson } from '../src/model/json';
import { parseType, typeFamily, typePaths, typeSummary } from '../src/model/tableType';
import { classifyChange, classifySchema, parseDeclaration } from '../src/model/versionDiff';

const kind = (before: string | undefined, after: string | undefined): string =>
  classifyChange({ name: 'c', before, after }).kind;

test('a declaration is taken apart, odd names too', () => {
  assert.deepEqual(parseDeclaration('id bigint NOT NULL'), { name: 'id', type: 'bigint', nullable: false });
  assert.deepEqual(parseDeclaration('`a ``b` struct<x:int,y:string>'), {
    name: 'a `b',
    type: 'struct<x:int,y:string>',
    nullable: true,
  });
});

test('columns that came and went', () => {
  assert.equal(kind(undefined, 'c int'), 'added');
  assert.equal(kind('c int', undefined), 'removed');
  assert.equal(kind('old int', 'c int'), 'renamed');
});

test('types that got wider keep all values, narrower ones do not', () => {
  assert.equal(kind('c int', 'c bigint'), 'widened');
  assert.equal(kind('c float', 'c double'), 'widened');
  assert.equal(kind('c decimal(10,2)', 'c decimal(12,4)'), 'widened');
  assert.equal(kind('c int', 'c decimal(10,0)'), 'widened');
  assert.equal(kind('c bigint', 'c int'), 'narrowed');
  assert.equal(kind('c decimal(10,2)', 'c decimal(10,4)'), 'retyped');
  assert.equal(kind('c string', 'c int'), 'retyped');
});

test('nullability says which way it went', () => {
  assert.equal(classifyChange({ name: 'c', before: 'c int NOT NULL', after: 'c int' }).label, 'May be null now');
  assert.equal(classifyChange({ name: 'c', before: 'c int', after: 'c int NOT NULL' }).label, 'Never null now');
});

test('a struct tells which fields came, went and changed', () => {
  const change = classifyChange({
    name: 'c',
    before: 'c struct<a:int,b:struct<x:int,gone:int>>',
    after: 'c struct<a:bigint,b:struct<x:int>,fresh:string>',
  });
  assert.equal(change.kind, 'nested');
  assert.deepEqual(change.nested, [
    { path: 'b.gone', before: 'int' },
    { path: 'a', before: 'int', after: 'bigint' },
    { path: 'fresh', after: 'string' },
  ]);
  assert.equal(change.breaksReaders, true);
});

test('a struct that only gained a field breaks nobody', () => {
  assert.equal(classifyChange({ name: 'c', before: 'c struct<a:int>', after: 'c struct<a:int,b:int>' }).breaksReaders, false);
});

test('what breaks readers comes first', () => {
  const changes = classifySchema([
    { name: 'a', after: 'a int' },
    { name: 'z', before: 'z int' },
  ]);
  assert.deepEqual(changes.map(({ name }) => name), ['z', 'a']);
});

test('nested types are read to any depth', () => {
  const type = parseType('struct<id:bigint,tags:array<string>,prices:map<string,decimal(10,2)>,`odd name`:struct<x:int>>');
  assert.deepEqual(typePaths(type), [
    { path: 'id', type: 'bigint' },
    { path: 'tags', type: 'array' },
    { path: 'tags.element', type: 'string' },
    { path: 'prices', type: 'map' },
    { path: 'prices.key', type: 'string' },
    { path: 'prices.value', type: 'decimal(10,2)' },
    { path: 'odd name', type: 'struct' },
    { path: 'odd name.x', type: 'int' },
  ]);
  assert.equal(typeSummary(type), 'struct of 4 fields');
  assert.equal(typeSummary(parseType('map<string,array<int>>')), 'map of string to array of int');
});

test('text that is no type is shown as it is', () => {
  assert.deepEqual(parseType('struct<'), { name: 'struct<', children: [] });
  assert.deepEqual(parseType('struct<>'), { name: 'struct', children: [] });
});

test('types fall into families', () => {
  const types = ['int', 'decimal(5,1)', 'timestamp_ntz', 'date', 'string', 'boolean', 'array<int>', 'binary'];
  assert.deepEqual(types.map(typeFamily), ['number', 'number', 'time', 'time', 'text', 'boolean', 'nested', 'other']);
});

test("a real server's diff is decoded whole", () => {
  const diff = decodeDiff(parseJson(readFileSync('../Fixtures/http/table-diff.json', 'utf8')));
  assert.deepEqual([diff.from, diff.to, diff.rowsDelta, diff.bytesDelta], [4, 7, 2, 1]);
  assert.deepEqual(diff.commits.map(({ operation }) => operation), ['RESTORE', 'WRITE', 'OPTIMIZE']);
});
