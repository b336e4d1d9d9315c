import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TabKeeper, type KeeperPorts, type KeepingState } from '../src/features/editor/tabKeeper';
import { createStore } from '../src/model/store';
import { initialTabs, reduceTabs } from '../src/model/tabs';
import type { StoredTab, TabDraft } from '../src/model/tabsMerge';

/** A server, a browser's storage and a clock that goes on when told. */
function bench() {
  const stored = new Map<string, StoredTab>();
  const drafts = new Map<string, TabDraft>();
  const removed = new Set<string>();
  const states: KeepingState['kind'][] = [];
  const world = { isAway: false, timers: [] as (() => void)[], puts: [] as [string, boolean][] };
  const reach = (): void => {
    if (world.isAway) throw new Error('away');
  };
  let ids = 0;
  const ports: KeeperPorts = {
    list: async () => (reach(), [...stored.values()]),
    put: async (tab, outlivesPage) => {
      reach();
      world.puts.push([tab.query, outlivesPage]);
      stored.set(tab.id, { ...tab, updatedAt: `t${world.puts.length}` });
      return { updatedAt: `t${world.puts.length}` };
    },
    remove: async (id) => (reach(), void stored.delete(id)),
    drafts: {
      all: () => [...drafts.values()],
      keep: (draft) => void drafts.set(draft.id, draft),
      remove: (id) => (drafts.delete(id), void removed.add(id)),
      removed: () => [...removed],
      confirm: (id) => (drafts.delete(id), void removed.delete(id)),
    },
    freshId: () => `fresh-${(ids += 1)}`,
    after: (_, work) => {
      world.timers.push(work);
      return () => (world.timers = world.timers.filter((timer) => timer !== work));
    },
    describe: (problem) => ({ message: String(problem), code: 'network', isPassing: true }),
  };
  const store = createStore(reduceTabs, initialTabs);
  const keeper = new TabKeeper(store, ports, ({ kind }) => states.push(kind));
  keeper.start();
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  const tick = async (): Promise<void> => {
    const due = world.timers;
    world.timers = [];
    for (const work of due) work();
    await settle();
  };
  const type = (query: string): void => {
    const id = store.get().activeId ?? '';
    store.dispatch({ kind: 'changed', id, change: { query } });
  };
  return { store, keeper, stored, drafts, removed, states, world, tick, type, settle };
}

test('typing is sent once, when it pauses', async () => {
  const { keeper, world, tick, type, drafts } = bench();
  await keeper.load(undefined);
  await tick();
  type('SELECT');
  type('SELECT 1');
  assert.equal(drafts.size, 1, 'kept in the browser until then');
  await tick();
  assert.deepEqual(world.puts.map(([query]) => query), ['', 'SELECT 1']);
  assert.equal(drafts.size, 0);
});

test('what is typed while the server is away comes through when it is back', async () => {
  const { keeper, world, tick, type, stored, states } = bench();
  await keeper.load(undefined);
  await tick();
  world.isAway = true;
  type('SELECT 2');
  await tick();
  assert.equal(states[states.length - 1], 'offline');
  world.isAway = false;
  await tick();
  assert.deepEqual([[...stored.values()][0]?.query, states[states.length - 1]], ['SELECT 2', 'kept']);
});

test('a page that is left sends what is unsent in requests that outlive it', async () => {
  const { keeper, world, tick, type } = bench();
  await keeper.load(undefined);
  await tick();
  type('SELECT 3');
  keeper.flush();
  assert.deepEqual(world.puts[world.puts.length - 1], ['SELECT 3', true]);
});

test('a tab closed while the server is away stays closed, and is deleted later', async () => {
  const { keeper, world, tick, store, stored, removed } = bench();
  await keeper.load(undefined);
  await tick();
  const id = store.get().activeId ?? '';
  world.isAway = true;
  store.dispatch({ kind: 'closed', id });
  await tick();
  assert.deepEqual([stored.has(id), removed.has(id)], [true, true]);
  world.isAway = false;
  await keeper.load(undefined);
  assert.ok(!store.get().tabs.some((tab) => tab.id === id));
  await tick();
  assert.deepEqual([stored.has(id), removed.has(id)], [false, false]);
});

test('a draft of the last visit is shown and sent', async () => {
  const { keeper, drafts, store, tick, stored } = bench();
  drafts.set('a', { id: 'a', title: 'A', query: 'typed before the crash', parameters: {}, position: 1, view: {} });
  await keeper.load('a');
  assert.equal(store.get().tabs[0]?.query, 'typed before the crash');
  await tick();
  assert.equal(stored.get('a')?.query, 'typed before the crash');
});

test('a server that is away at the start is told, and asked again', async () => {
  const { keeper, world, store } = bench();
  world.isAway = true;
  await keeper.load(undefined);
  assert.equal(store.get().phase, 'failed');
  world.isAway = false;
  await keeper.load(undefined);
  assert.equal(store.get().phase, 'ready');
});
