import { decodeFailure, type Failure } from './apiError';
import { boolean, literal, object, record, string, unknown, type Decoder } from './decode';
import { formatBytes, formatCount, formatDuration } from './format';

const states = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobState = (typeof states)[number];

/** Upkeep of a table: what ran, or runs, and what it did. */
export interface Job {
  readonly id: string;
  /** `optimize`, `vacuum`, `checkpoint`, `cleanup`; a newer server may have others. */
  readonly kind: string;
  readonly table: string;
  readonly state: JobState;
  /** When it was asked for, until it has started. */
  readonly startedAt: string;
  readonly endedAt?: string;
  /** Says what it would do, and does nothing. */
  readonly dryRun?: boolean;
  readonly figures: Readonly<Record<string, unknown>>;
  readonly error?: Failure;
}

export const decodeJob: Decoder<Job> = object(
  { id: string, kind: string, table: string, state: literal(...states), startedAt: string, figures: record(unknown) },
  { endedAt: string, dryRun: boolean, error: decodeFailure },
);

export const jobStates: Readonly<Record<JobState, { readonly text: string; readonly tone: 'accent' | 'good' | 'bad' | 'neutral' }>> = {
  queued: { text: 'Queued', tone: 'neutral' },
  running: { text: 'Running', tone: 'accent' },
  succeeded: { text: 'Done', tone: 'good' },
  failed: { text: 'Failed', tone: 'bad' },
  cancelled: { text: 'Cancelled', tone: 'neutral' },
};

/** Whether nothing more will be told of it. */
export function isOver({ state }: Pick<Job, 'state'>): boolean {
  return state !== 'queued' && state !== 'running';
}

const kindWords: Readonly<Record<string, string>> = {
  optimize: 'Optimize',
  vacuum: 'Vacuum',
  checkpoint: 'Checkpoint',
  cleanup: 'Log clean-up',
};

export function kindText({ kind, dryRun, figures }: Pick<Job, 'kind' | 'dryRun' | 'figures'>): string {
  const isDry = dryRun ?? figures['dryRun'] === true;
  return `${kindWords[kind] ?? kind}${isDry ? ', dry run' : ''}`;
}

/** Jobs with the newer word on one of them, in their order. */
export function withJob(jobs: readonly Job[], job: Job): readonly Job[] {
  return sortedJobs([job, ...jobs.filter(({ id }) => id !== job.id)]);
}

/** What runs, what waits, then the newest first. */
export function sortedJobs(jobs: readonly Job[]): readonly Job[] {
  const open: Readonly<Partial<Record<JobState, number>>> = { running: Number.MAX_SAFE_INTEGER, queued: Number.MAX_SAFE_INTEGER - 1 };
  const rank = ({ state, startedAt }: Job): number => open[state] ?? (Date.parse(startedAt) || 0);
  return [...jobs].sort((left, right) => rank(right) - rank(left) || (left.startedAt < right.startedAt ? 1 : -1));
}

export interface JobFigure {
  readonly label: string;
  readonly value: string;
}

/** `filesRemoved` → "Files removed"; bytes and times by the ends of their names. */
export function jobFigures({ figures }: Pick<Job, 'figures'>): readonly JobFigure[] {
  return Object.entries(figures).flatMap(([name, value]) => {
    const text = name === 'dryRun' ? undefined : figureText(name, value);
    return text === undefined ? [] : [{ label: figureLabel(name), value: text }];
  });
}

function figureLabel(name: string): string {
  const words = name
    .replace(/(Milliseconds|Ms|Seconds|Hours)$/, '')
    .replace(/^milliseconds$/, 'time')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.replace(/^./, (first) => first.toUpperCase());
}

function figureText(name: string, value: unknown): string | undefined {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return undefined;
  if (/bytes|size/i.test(name)) return formatBytes(value);
  if (/(milliseconds|Ms)$/i.test(name)) return formatDuration(value);
  if (/Seconds$/.test(name)) return formatDuration(value * 1000);
  if (/Hours$/.test(name)) return `${formatCount(value)} h`;
  return Number.isInteger(value) ? formatCount(value) : String(Math.round(value * 100) / 100);
}

/** How long it ran, or has run up to now; undefined while it waits. */
export function jobMs({ state, startedAt, endedAt }: Job, now: number): number | undefined {
  if (state === 'queued') return undefined;
  const end = endedAt === undefined ? now : Date.parse(endedAt);
  return Math.max(0, end - Date.parse(startedAt)) || 0;
}
