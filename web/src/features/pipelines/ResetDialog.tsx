import { useState, type FormEvent } from 'react';
import { resetPipeline } from '../../api/pipelines';
import { failureOf } from '../../model/apiError';
import { resetTo, type ResetTarget } from '../../model/pipelineForm';
import type { Pipeline } from '../../model/pipelines';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field, Select } from '../../ui/Field';
import { OffsetFields } from './OffsetFields';
import { useSlots } from './pipelineContext';
import { tookPipeline } from './pipelineFeed';

interface ResetProps {
  readonly pipeline: Pipeline;
  readonly onClose: () => void;
}

type Kind = ResetTarget['kind'];

/** Moves the position, after a word on what that does: the one command that can double or lose records. */
export function ResetDialog({ pipeline, onClose }: ResetProps) {
  const { notify } = useSlots();
  const [kind, setKind] = useState<Kind>('time');
  const [time, setTime] = useState('');
  const [offsets, setOffsets] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const target: ResetTarget = kind === 'time' ? { kind, time } : kind === 'offsets' ? { kind, offsets } : { kind };
  const to = resetTo(target, (local) => new Date(local).getTime());
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (to === undefined || isBusy) return;
    setBusy(true);
    resetPipeline(pipeline.name, to).then(
      (next) => {
        tookPipeline(next);
        notify('good', `${pipeline.name} reads on from ${typeof to === 'string' ? to : 'the given offsets'}.`);
        onClose();
      },
      (error: unknown) => {
        setBusy(false);
        setProblem(failureOf(error).message);
      },
    );
  };
  return (
    <Dialog
      title={`Reset the position of ${pipeline.name}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button variant="danger" type="submit" form="reset-pipeline" disabled={to === undefined || isBusy}>Reset</Button>
        </>
      }
    >
      <form id="reset-pipeline" className="tl-pl-form" onSubmit={submit}>
        <Select label="Read on from" value={kind} onChange={(event) => setKind(kindOf(event.target.value))}>
          <option value="time">A moment</option>
          <option value="earliest">The oldest record that the broker has</option>
          <option value="latest">What comes from now on</option>
          <option value="offsets">Given offsets</option>
        </Select>
        {kind === 'time' && <Field label="Moment, in your time zone" type="datetime-local" step="1" value={time} onChange={(event) => setTime(event.target.value)} />}
        {kind === 'offsets' && <OffsetFields partitions={pipeline.partitions} offsets={offsets} onChange={setOffsets} />}
        <p className="tl-warning">{warnings[kind]} The ledger names the offsets that positions were set to.</p>
        {problem && <p className="tl-field__problem" role="alert">{problem}</p>}
      </form>
    </Dialog>
  );
}

const back = 'Records that the table has already are written a second time.';
const ahead = 'Records between the position and there are never read.';
const warnings: Readonly<Record<Kind, string>> = {
  earliest: back,
  latest: ahead,
  time: `Back in time: ${back.toLowerCase()} Ahead: ${ahead.toLowerCase()}`,
  offsets: `Smaller offsets: ${back.toLowerCase()} Larger: ${ahead.toLowerCase()}`,
};

function kindOf(value: string): Kind {
  return value === 'earliest' || value === 'latest' || value === 'offsets' ? value : 'time';
}
