import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScriptRunner, type RunEntry, type RunnerPorts } from '../src/features/editor/scriptRunner';
import type { RunItemChange } from '../src/model/tabsRun';

const entry = (queryId: string, state: RunEntry['state'], rowCount = 0): RunEntry => ({ queryId, state, change: { state, rowCount } });
const statement = (text: string) => ({ text, range: { start: 0, end: text.length } });
const options = { inputs: {}, limit: 10 } as const;

/** A server whose queries end as told: pushed at once, or found by asking. */
function server(overrides: Partial<RunnerPorts> = {}) {
  const listeners = new Set<(news: RunEntry) => void>();
  const started: string[] = [];
  const cancelled: string[] = [];
  const ports: RunnerPorts = {
    start: async ({ query }) => {
      started.push(query);
      return `id-${started.length}`;
    },
    entry: async (id) => entry(id, 'succeeded', 3),
    cancel: async (id) => {
      cancelled.push(id);
      for (const listener of [...listeners]) listener(entry(id, 'cancelled'));
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    wait: async () => undefined,
    describe: (problem) => ({ code: 'network', message: String(problem), isPassing: true }),
    ...overrides,
  };
  const push = (news: RunEntry): void => [...listeners].forEach((listener) => listener(news));
  return { ports, started, cancelled, push, listeners };
}

function recorder() {
  const steps: [number, RunItemChange['state']][] = [];
  return { steps, onStep: (index: number, change: RunItemChange) => steps.push([index, change.state]) };
}

test('statements run one after another, each started when the one before has succeeded', async () => {
  const { ports, started, listeners } = server();
  const { steps, onStep } = recorder();
  await new ScriptRunner(ports).run('tab', [statement('a'), statement('b')], options, onStep);
  assert.deepEqual(started, ['a', 'b']);
  assert.deepEqual(steps, [[0, 'starting'], [0, 'running'], [0, 'succeeded'], [1, 'starting'], [1, 'running'], [1, 'succeeded']]);
  assert.equal(listeners.size, 0);
});

test('a failed statement ends the script', async () => {
  const { ports, started } = server({ entry: async (id) => entry(id, 'failed') });
  await new ScriptRunner(ports).run('tab', [statement('a'), statement('b')], options, recorder().onStep);
  assert.deepEqual(started, ['a']);
});

test('pushed news are taken without asking, and nothing after the end counts', async () => {
  let asked = 0;
  const never = new Promise<void>(() => undefined);
  const { ports, push } = server({ wait: () => never, entry: async (id) => ((asked += 1), entry(id, 'running')) });
  const { steps, onStep } = recorder();
  const runner = new ScriptRunner(ports);
  const run = runner.run('tab', [statement('a')], options, (index, change) => {
    onStep(index, change);
    if (change.queryId === undefined || change.state !== 'running') return;
    queueMicrotask(() => queueMicrotask(() => {
      push(entry('id-1', 'running', 1));
      push(entry('another', 'failed'));
      push(entry('id-1', 'succeeded', 2));
      push(entry('id-1', 'running', 1));
    }));
  });
  await run;
  assert.equal(asked, 0);
  assert.deepEqual(steps.map(([, state]) => state), ['starting', 'running', 'running', 'succeeded']);
});

test('a server that is away for a while does not fail the run', async () => {
  let asked = 0;
  const { ports } = server({
    entry: async (id) => {
      asked += 1;
      if (asked < 4) throw new Error('away');
      return entry(id, 'succeeded');
    },
  });
  const { steps, onStep } = recorder();
  await new ScriptRunner(ports).run('tab', [statement('a')], options, onStep);
  assert.equal(steps[steps.length - 1]?.[1], 'succeeded');
});

test('cancelling stops what runs and starts nothing behind it', async () => {
  const { ports, started, cancelled } = server({ entry: async (id) => entry(id, 'running') });
  const runner = new ScriptRunner(ports);
  const { steps, onStep } = recorder();
  await runner.run('tab', [statement('a'), statement('b')], options, (index, change) => {
    onStep(index, change);
    if (change.state === 'running') void runner.cancel('tab');
  });
  assert.deepEqual([started, cancelled.includes('id-1'), steps[steps.length - 1]], [['a'], true, [0, 'cancelled']]);
});

test('a query cancelled before the server has named it is cancelled as soon as it has', async () => {
  const { ports, cancelled } = server({ entry: async (id) => entry(id, 'cancelled') });
  const runner = new ScriptRunner(ports);
  await runner.run('tab', [statement('a')], options, (_, change) => {
    if (change.state === 'starting') void runner.cancel('tab');
  });
  assert.deepEqual(cancelled, ['id-1']);
});

test('a parameter without a value is told, and nothing is sent', async () => {
  const { ports, started } = server();
  const { steps, onStep } = recorder();
  await new ScriptRunner(ports).run('tab', [statement('SELECT :a')], options, onStep);
  assert.deepEqual([started, steps], [[], [[0, 'failed']]]);
});
