import { useState } from 'react';
import { jobFigures, kindText, type Job } from '../../model/jobs';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Spinner } from '../../ui/Spinner';
import { useSlots } from './explorerContext';
import { useUpkeep } from './useUpkeep';

interface UpkeepDialogProps {
  readonly table: string;
  readonly kind: 'optimize' | 'vacuum';
  readonly onClose: () => void;
}

const texts = {
  optimize: {
    title: 'Optimize',
    about: 'Small files are put together into large ones. Rows stay as they are, queries go on, and each version can still be read.',
    act: 'Optimize',
  },
  vacuum: {
    title: 'Vacuum',
    about: 'Deletes data files that no version of the last hours needs. Versions older than that can’t be read any more, which can’t be taken back.',
    act: 'Delete the files',
  },
} as const;

const weekHours = '168';

/** A dry run first: what would be done stands here before anything is. A vacuum can't be started without. */
export function UpkeepDialog({ table, kind, onClose }: UpkeepDialogProps) {
  const { openJobs } = useSlots();
  const [hours, setHours] = useState(weekHours);
  const { job, preview, problem, isBusy, start, forget } = useUpkeep(table, kind);
  const { title, about, act } = texts[kind];
  const isVacuum = kind === 'vacuum';
  const isValid = !isVacuum || /^\d{1,6}$/.test(hours.trim());
  const options = isVacuum ? { retainHours: Number(hours) } : {};
  const changeHours = (next: string): void => {
    setHours(next);
    // Its figures were of other hours.
    forget();
  };
  return (
    <Dialog
      title={`${title} ${table}`}
      onClose={onClose}
      footer={
        <>
          <Button variant="ghost" onClick={() => openJobs(table)}>All jobs</Button>
          <Button disabled={isBusy || !isValid} onClick={() => start({ ...options, dryRun: true })}>Dry run</Button>
          <Button variant={isVacuum ? 'danger' : 'primary'} disabled={isBusy || !isValid || (isVacuum && !preview)} onClick={() => start(options)}>{act}</Button>
        </>
      }
    >
      <div className="tl-form">
        <p>{about}</p>
        {isVacuum && <Field label="Keep the files of the last, in hours" value={hours} inputMode="numeric" hint={Number(hours) < 168 ? 'Readers that began before that may fail.' : 'A week is what Delta Lake keeps by default.'} problem={isValid ? undefined : 'A whole number of hours.'} onChange={(event) => changeHours(event.target.value)} />}
        {problem && <p className="tl-field__problem" role="alert">{problem.message}</p>}
        {job && <Outcome job={job} />}
        {isVacuum && !preview && !job && <p className="tl-muted">A dry run comes first: it says which files would go.</p>}
      </div>
    </Dialog>
  );
}

function Outcome({ job }: { readonly job: Job }) {
  const figures = jobFigures(job);
  if (job.state === 'queued') return <p className="tl-inline" role="status"><Spinner label="Waiting" /> {kindText(job)} waits for its turn. It comes also when this is closed.</p>;
  if (job.state === 'running') return <p className="tl-inline" role="status"><Spinner label="At work" /> {kindText(job)} is at work. It goes on when this is closed.</p>;
  if (job.state !== 'succeeded') return null;
  return (
    <section role="status" aria-label={`Figures of ${kindText(job)}`}>
      <h3>{kindText(job)}</h3>
      {figures.length === 0 && <p className="tl-muted">There is nothing to do.</p>}
      <dl className="tl-pairs">{figures.map(({ label, value }) => <div key={label} className="tl-upkeep__pair"><dt>{label}</dt><dd>{value}</dd></div>)}</dl>
    </section>
  );
}
