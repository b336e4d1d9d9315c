import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameProblem, normalFolder, savedTree, searchSaved } from '../src/model/tabsSaved';
import type { SavedQuery } from '../src/model/workspace';

const saved = (id: string, folder: string, name = id): SavedQuery => ({
  id,
  name,
  folder,
  query: `SELECT '${id}' FROM logs`,
  parameters: {},
  view: {},
  createdAt: '2026-11-25T00:00:00.000Z',
  updatedAt: '2026-11-25T00:00:00.000Z',
});

test('folders hold queries and folders, each by name, numbers by their value', () => {
  const tree = savedTree([saved('b', ''), saved('q10', 'team/reports'), saved('q9', 'team/reports'), saved('a', ''), saved('x', 'alpha')]);
  assert.deepEqual(tree.queries.map(({ name }) => name), ['a', 'b']);
  assert.deepEqual(tree.folders.map(({ path }) => path), ['alpha', 'team']);
  assert.deepEqual(tree.folders[1]?.folders[0]?.queries.map(({ name }) => name), ['q9', 'q10']);
});

test('a folder is written in one way', () => {
  assert.equal(normalFolder(' /a// b /'), 'a/b');
  assert.equal(normalFolder('///'), '');
});

test('every word of a search must be found, in name, folder or text', () => {
  const queries = [saved('errors', 'team'), saved('speed', 'team')];
  assert.deepEqual(searchSaved(queries, 'TEAM err').map(({ id }) => id), ['errors']);
  assert.deepEqual(searchSaved(queries, '  ').length, 2);
});

test('a name must be there, and be the only one in its folder', () => {
  const queries = [saved('a', 'team')];
  assert.ok(nameProblem(' ', '', queries));
  assert.ok(nameProblem('a', '/team/', queries));
  assert.equal(nameProblem('a', '', queries), undefined);
  assert.equal(nameProblem('a', 'team', queries, 'a'), undefined);
});
