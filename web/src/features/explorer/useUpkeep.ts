import { useEffect, useState } from 'react';
import { followJob, startUpkeep, type UpkeepOptions } from '../../api/jobs';
import { failureOf, type Failure } from '../../model/apiError';
import { isOver, type Job } from '../../model/jobs';

export interface Upkeep {
  readonly job: Job | undefined;
  /** The dry run whose figures are shown, once it has ended well. */
  readonly preview: Job | undefined;
  readonly problem: Failure | undefined;
  readonly isBusy: boolean;
  readonly start: (options: UpkeepOptions) => void;
  readonly forget: () => void;
}

/** One job at a time of one table, followed until it ends. */
export function useUpkeep(table: string, kind: 'optimize' | 'vacuum'): Upkeep {
  const [job, setJob] = useState<Job>();
  const [isDry, setDry] = useState(false);
  const [problem, setProblem] = useState<Failure>();
  const [isAsking, setAsking] = useState(false);
  const id = job?.id;
  const isOpen = job !== undefined && !isOver(job);
  useEffect(() => {
    if (id === undefined || !isOpen) return undefined;
    return followJob(id, setJob);
  }, [id, isOpen]);
  const start = (options: UpkeepOptions): void => {
    setAsking(true);
    setProblem(undefined);
    setDry(options.dryRun === true);
    startUpkeep(table, kind, options)
      .then(setJob, (error: unknown) => setProblem(failureOf(error)))
      .finally(() => setAsking(false));
  };
  const forget = (): void => {
    setJob(undefined);
    setProblem(undefined);
  };
  return { job, preview: isDry && job?.state === 'succeeded' ? job : undefined, problem: problem ?? job?.error, isBusy: isAsking || isOpen, start, forget };
}
