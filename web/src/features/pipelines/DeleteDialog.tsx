import { useState } from 'react';
import { deletePipeline } from '../../api/pipelines';
import { failureOf } from '../../model/apiError';
import type { Pipeline } from '../../model/pipelines';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { useSlots } from './pipelineContext';
import { forgotPipeline } from './pipelineFeed';

interface DeleteProps {
  readonly pipeline: Pipeline;
  readonly onClose: () => void;
}

export function DeleteDialog({ pipeline: { name, table }, onClose }: DeleteProps) {
  const { go, notify } = useSlots();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const remove = (): void => {
    setBusy(true);
    deletePipeline(name).then(
      () => {
        onClose();
        go({ view: 'list' });
        forgotPipeline(name);
        notify('good', `${name} is deleted. ${table} keeps its rows.`);
      },
      (error: unknown) => {
        setBusy(false);
        setProblem(failureOf(error).message);
      },
    );
  };
  return (
    <Dialog
      title={`Delete ${name}?`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" onClick={remove} disabled={isBusy}>Delete it</Button>
        </>
      }
    >
      <p>It stops reading. <strong>{table} and its rejects stay</strong>, with the positions in the log: a pipeline of the same name goes on where this one ended.</p>
      {problem && <p className="tl-field__problem" role="alert">{problem}</p>}
    </Dialog>
  );
}
