import { collectParameters, type ParameterInputs, type TypedParameters } from '../../model/sqlParameters';
import { parametersOf } from '../../model/sqlScript';
import type { RunItemChange, StatementToRun } from '../../model/tabsRun';

/** What the runner needs of the server's entry of a query. */
export interface RunEntry {
  readonly queryId: string;
  readonly state: 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly change: RunItemChange;
}

export interface RunnerPorts {
  readonly start: (request: RunRequest) => Promise<string>;
  readonly entry: (queryId: string) => Promise<RunEntry>;
  readonly cancel: (queryId: string) => Promise<void>;
  /** News of any query, pushed; returns how to stop listening. */
  readonly listen: (onEntry: (entry: RunEntry) => void) => () => void;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly describe: (problem: unknown) => Problem;
}

export interface RunRequest {
  readonly query: string;
  readonly parameters: TypedParameters;
  readonly limit: number | undefined;
}

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly position?: { readonly line: number; readonly column: number };
  /** The server could not be reached, or did not answer as itself: asking again may help. */
  readonly isPassing: boolean;
}

/** Told of each step: `index` is the statement's place in the run. */
export type StepListener = (index: number, change: RunItemChange) => void;

const firstPoll = 300;
const slowestPoll = 2_000;

/** Runs the statements of a script one after another and follows them until they end. */
export class ScriptRunner {
  readonly #ports: RunnerPorts;
  /** By tab: the query that runs, and whether the rest was called off. */
  readonly #active = new Map<string, { queryId?: string; isCancelled: boolean }>();

  constructor(ports: RunnerPorts) {
    this.#ports = ports;
  }

  async run(
    tabId: string,
    statements: readonly StatementToRun[],
    options: { readonly inputs: ParameterInputs; readonly limit: number | undefined },
    onStep: StepListener,
  ): Promise<void> {
    if (this.#active.has(tabId)) return;
    const active: { queryId?: string; isCancelled: boolean } = { isCancelled: false };
    this.#active.set(tabId, active);
    try {
      for (const [index, statement] of statements.entries()) {
        const step = (change: RunItemChange): void => onStep(index, change);
        if (!(await this.#runOne(statement.text, options, active, step))) break;
      }
    } finally {
      this.#active.delete(tabId);
    }
  }

  /** Follows a query that was started before a reload. */
  async follow(tabId: string, queryId: string, onStep: StepListener): Promise<void> {
    if (this.#active.has(tabId)) return;
    this.#active.set(tabId, { queryId, isCancelled: false });
    try {
      await this.#untilOver(queryId, (change) => onStep(0, change));
    } finally {
      this.#active.delete(tabId);
    }
  }

  isActive(tabId: string): boolean {
    return this.#active.has(tabId);
  }

  /** The statement that runs is stopped at the server; those behind it are not started. */
  async cancel(tabId: string): Promise<void> {
    const active = this.#active.get(tabId);
    if (!active) return;
    active.isCancelled = true;
    if (active.queryId !== undefined) await this.#ports.cancel(active.queryId);
  }

  async #runOne(
    query: string,
    { inputs, limit }: { readonly inputs: ParameterInputs; readonly limit: number | undefined },
    active: { queryId?: string; isCancelled: boolean },
    onStep: (change: RunItemChange) => void,
  ): Promise<boolean> {
    const collected = collectParameters(parametersOf(query), inputs);
    if (collected.kind === 'invalid') {
      onStep({ state: 'failed', error: { code: 'parameter', message: `:${collected.name}: ${collected.reason}` } });
      return false;
    }
    try {
      onStep({ state: 'starting' });
      active.queryId = await this.#ports.start({ query, parameters: collected.parameters, limit });
    } catch (problem) {
      const { code, message, position } = this.#ports.describe(problem);
      onStep({ state: 'failed', error: { code, message, ...(position ? { position } : {}) } });
      return false;
    }
    onStep({ state: 'running', queryId: active.queryId });
    if (active.isCancelled) await this.#ports.cancel(active.queryId);
    return (await this.#untilOver(active.queryId, onStep)) && !active.isCancelled;
  }

  /** By pushed entries; asked for when none came for a while, ever less often. Resolves to whether it succeeded. */
  async #untilOver(queryId: string, onStep: (change: RunItemChange) => void): Promise<boolean> {
    let last: RunEntry | undefined;
    let heard = 0;
    const news = (entry: RunEntry): void => {
      if (entry.queryId !== queryId || isOver(last)) return;
      last = entry;
      heard += 1;
      onStep(entry.change);
    };
    let wake: () => void = () => undefined;
    const stop = this.#ports.listen((entry) => {
      news(entry);
      if (isOver(last)) wake();
    });
    for (let pause = firstPoll; !isOver(last); pause = Math.min(pause * 1.5, slowestPoll)) {
      const before = heard;
      await Promise.race([this.#ports.wait(pause), new Promise<void>((resolve) => (wake = resolve))]);
      if (heard === before && !isOver(last)) news(await this.#ask(queryId));
    }
    stop();
    return last?.state === 'succeeded';
  }

  async #ask(queryId: string): Promise<RunEntry> {
    try {
      return await this.#ports.entry(queryId);
    } catch (problem) {
      const { code, message, isPassing } = this.#ports.describe(problem);
      if (isPassing) return { queryId, state: 'running', change: {} };
      return { queryId, state: 'failed', change: { state: 'failed', error: { code, message } } };
    }
  }
}

function isOver(entry: RunEntry | undefined): boolean {
  return entry !== undefined && entry.state !== 'running';
}
