import { useCallback, useEffect, useState } from 'react';
import { listen } from '../../api/events';
import { listJobs } from '../../api/jobs';
import { failureOf, type Failure } from '../../model/apiError';
import { sortedJobs, withJob, type Job } from '../../model/jobs';

export interface Jobs {
  readonly jobs: readonly Job[] | undefined;
  readonly problem: Failure | undefined;
  readonly reload: () => void;
}

/** The list, kept new by the stream. */
export function useJobs(): Jobs {
  const [jobs, setJobs] = useState<readonly Job[]>();
  const [problem, setProblem] = useState<Failure>();
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  useEffect(() => {
    const controller = new AbortController();
    listJobs(controller.signal).then(
      (found) => {
        setJobs(sortedJobs(found));
        setProblem(undefined);
      },
      (error: unknown) => !controller.signal.aborted && setProblem(failureOf(error)),
    );
    return () => controller.abort();
  }, [round]);
  useEffect(
    () =>
      listen({
        topics: ['jobs'],
        onEvent: (event) => {
          if (event.type === 'job') setJobs((known) => known && withJob(known, event.job));
          if (event.type === 'hello' && !event.resumed) reload();
        },
      }),
    [reload],
  );
  return { jobs, problem, reload };
}
