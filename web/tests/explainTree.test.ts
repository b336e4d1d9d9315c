import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { expectedRows, parseExplain, type ExplainNode } from '../src/model/explainTree';
import { randomSql, seeded } from './randomSql';

const plan = (name: string) => parseExplain(readFileSync(`tests/plans/${name}.txt`, 'utf8'));
const outline = (node: ExplainNode, depth = 0): string[] => [
  `${'.'.repeat(depth)}${node.operator}`,
  ...node.children.flatMap((child) => outline(child, depth + 1)),
];
const property = (node: ExplainNode | undefined, name: string) => node?.properties.find((each) => each.name === name)?.value;

test("the embedded engine's plan is a tree with both inputs of the join", () => {
  const [section] = plan('sail-simple');
  assert.equal(section?.title, 'Physical Plan');
  assert.equal(section?.roots.length, 1);
  const root = section?.roots[0];
  assert.ok(root);
  assert.deepEqual(outline(root), [
    'ProjectionExec',
    '.SortPreservingMergeExec',
    '..ProjectionExec',
    '...SortExec',
    '....AggregateExec',
    '.....RepartitionExec',
    '......AggregateExec',
    '.......HashJoinExec',
    '........RepartitionExec',
    '.........ProjectionExec',
    '..........FilterExec',
    '...........DataSourceExec',
    '........RepartitionExec',
    '.........DataSourceExec',
  ]);
  const sort = root.children[0]?.children[0]?.children[0];
  assert.equal(sort?.detail, 'TopK(fetch=5)');
  assert.equal(property(sort, 'preserve_partitioning'), '[true]');
});

test('an extended plan has its four sections, and the schema line is a note', () => {
  const sections = plan('sail-extended');
  assert.deepEqual(sections.map(({ title }) => title), [
    'Parsed Logical Plan',
    'Analyzed Logical Plan',
    'Optimized Logical Plan',
    'Physical Plan',
  ]);
  assert.ok(sections.every(({ roots }) => roots.length === 1));
  assert.match(sections[1]?.notes[0] ?? '', /Utf8/);
  assert.ok(outline(sections[0]?.roots[0] as ExplainNode).some((line) => line.endsWith('Inner Join')));
});

test('the rows that the engine expects are read from its statistics', () => {
  const root = plan('sail-formatted')[0]?.roots[0];
  assert.ok(root);
  assert.deepEqual(expectedRows(root), { rows: 5, isExact: false });
  assert.equal(expectedRows(plan('sail-simple')[0]?.roots[0] as ExplainNode), undefined);
});

test("Spark's tree is read by its branches", () => {
  const [section] = plan('spark-simple');
  assert.deepEqual(outline(section?.roots[0] as ExplainNode), [
    'AdaptiveSparkPlan',
    '.TakeOrderedAndProject',
    '..HashAggregate',
    '...Exchange',
    '....HashAggregate',
    '.....Project',
    '......SortMergeJoin',
    '.......Sort',
    '........Exchange',
    '.........Filter',
    '..........FileScan',
    '.......Sort',
    '........ColumnarToRow',
    '.........FileScan',
  ]);
  assert.equal(property(section?.roots[0]?.children[0], 'limit'), '5');
  assert.equal(property(section?.roots[0]?.children[0]?.children[0], 'keys'), '[source#2]');
});

test("Spark's unresolved and analysed plans are read, a schema that looks like an operator too", () => {
  const sections = plan('spark-extended');
  assert.deepEqual(sections[0]?.roots.flatMap((root) => outline(root)), ['Aggregate', '.UnresolvedRelation']);
  assert.deepEqual(sections[1]?.notes, ['Source: string, n: bigint']);
  assert.deepEqual(sections[1]?.roots.flatMap((root) => outline(root)), ['Aggregate', '.SubqueryAlias', '..Relation']);
  assert.deepEqual(expectedRows(sections[2]?.roots[0] as ExplainNode), { rows: 120, isExact: false });
});

test("the blocks of Spark's formatted plan become its operators' properties", () => {
  const root = plan('spark-formatted')[0]?.roots[0];
  assert.deepEqual(outline(root as ExplainNode), ['AdaptiveSparkPlan', '.HashAggregate', '..Filter', '...Scan']);
  assert.equal(property(root?.children[0]?.children[0], 'Condition'), '(level#1 = ERROR)');
  assert.equal(property(root?.children[0], 'Keys'), '[source#2]');
});

test('a text that is no plan is left as text', () => {
  const [section] = parseExplain('nothing to explain here\nreally');
  assert.deepEqual(section?.roots, []);
  assert.equal(section?.text, 'nothing to explain here\nreally');
  assert.deepEqual(parseExplain(''), []);
});

test('a line broken by a value stays with its operator', () => {
  const [section] = parseExplain("== Physical Plan ==\nProject [a]\n+- Filter (a = 'one\ntwo')\n   +- Scan t\n");
  assert.deepEqual(outline(section?.roots[0] as ExplainNode), ['Project', '.Filter', '..Scan']);
});

test('any text is taken', () => {
  const random = seeded(11);
  for (let round = 0; round < 2_000; round += 1) parseExplain(randomSql(random).replace(/;/g, '\n  A: '));
});
