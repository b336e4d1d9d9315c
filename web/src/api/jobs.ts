import { array } from '../model/decode';
import { decodeJob, type Job } from '../model/jobs';
import { listen } from './events';
import { ask, path } from './http';

/** Jobs that run, and the newest of those that ran. */
export function listJobs(signal?: AbortSignal): Promise<readonly Job[]> {
  return ask(path('jobs'), array(decodeJob), { signal });
}

export interface UpkeepOptions {
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean;
  /** Vacuum only: files younger than this stay. */
  readonly retainHours?: number;
}

export function startUpkeep(table: string, kind: 'optimize' | 'vacuum', options: UpkeepOptions = {}): Promise<Job> {
  return ask(path('tables', table, kind), decodeJob, { method: 'POST', json: options });
}

/** Tells each newer word on one job, also when events of it were missed. Returns how to leave. */
export function followJob(id: string, onJob: (job: Job) => void): () => void {
  const controller = new AbortController();
  const take = (jobs: readonly Job[]): void => {
    const job = jobs.find((one) => one.id === id);
    if (job && !controller.signal.aborted) onJob(job);
  };
  const askNow = (): void => void listJobs(controller.signal).then(take, () => undefined);
  // It may end before the stream tells of it.
  askNow();
  const leave = listen({
    topics: ['jobs'],
    onEvent: (event) => {
      if (event.type === 'job' && event.job.id === id) onJob(event.job);
      if (event.type === 'hello' && !event.resumed) askNow();
    },
  });
  return () => {
    controller.abort();
    leave();
  };
}
