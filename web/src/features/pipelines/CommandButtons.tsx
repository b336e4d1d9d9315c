import { useState } from 'react';
import { commandPipeline } from '../../api/pipelines';
import { failureOf } from '../../model/apiError';
import type { Pipeline } from '../../model/pipelines';
import { canDo, type PipelineCommand } from '../../model/pipelineWords';
import { Button } from '../../ui/Button';
import { useSlots } from './pipelineContext';
import { tookPipeline } from './pipelineFeed';

const done: Readonly<Record<PipelineCommand, string>> = { pause: 'is paused', resume: 'goes on', restart: 'was restarted' };

/** Pause or resume, and restart: nothing of it loses or doubles a record, so nothing of it asks. */
export function CommandButtons({ pipeline, isSmall = false }: { readonly pipeline: Pipeline; readonly isSmall?: boolean }) {
  const { notify } = useSlots();
  const [busy, setBusy] = useState<PipelineCommand>();
  const { name, state } = pipeline;
  const run = (command: PipelineCommand): void => {
    setBusy(command);
    commandPipeline(name, command)
      .then(
        (next) => {
          tookPipeline(next);
          notify('good', `${name} ${done[command]}.`);
        },
        (problem: unknown) => notify('bad', `${name}: ${failureOf(problem).message}`),
      )
      .finally(() => setBusy(undefined));
  };
  const toggle: PipelineCommand = canDo(state, 'resume') ? 'resume' : 'pause';
  const size = isSmall ? 'small' : 'medium';
  return (
    <span className="tl-pl__commands">
      {canDo(state, toggle) && (
        <Button size={size} icon={toggle === 'pause' ? 'pause' : 'play'} disabled={busy !== undefined} aria-label={`${toggle === 'pause' ? 'Pause' : 'Resume'} ${name}`} onClick={() => run(toggle)}>
          {toggle === 'pause' ? 'Pause' : 'Resume'}
        </Button>
      )}
      {canDo(state, 'restart') && (!isSmall || state === 'failed' || state === 'backing_off') && (
        <Button size={size} icon="refresh" variant={state === 'failed' ? 'primary' : 'default'} disabled={busy !== undefined} aria-label={`Restart ${name}`} onClick={() => run('restart')}>
          Restart
        </Button>
      )}
    </span>
  );
}
