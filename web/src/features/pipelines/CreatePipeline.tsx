import { useState, type FormEvent } from 'react';
import { addPipeline } from '../../api/pipelines';
import { failureOf } from '../../model/apiError';
import { onePipeline } from '../../model/pipelinePlace';
import { draftProblems, emptyDraft, requestOf, suggestedNames, type PipelineDraft } from '../../model/pipelineForm';
import { Button } from '../../ui/Button';
import { DraftFields } from './DraftFields';
import { useSlots } from './pipelineContext';
import { tookPipeline } from './pipelineFeed';
import { PreviewPane } from './PreviewPane';

export type Change = <Key extends keyof PipelineDraft>(key: Key, value: PipelineDraft[Key]) => void;

/** A pipeline is described on the left; on the right real messages show what it would make of them. */
export function CreatePipeline({ taken }: { readonly taken: readonly string[] }) {
  const { go, notify, renderLink } = useSlots();
  const [typed, setTyped] = useState<PipelineDraft>(emptyDraft);
  const [touched, setTouched] = useState<ReadonlySet<keyof PipelineDraft>>(new Set());
  const [isTried, setTried] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const suggested = suggestedNames(typed.topics);
  const draft = { ...typed, name: touched.has('name') ? typed.name : suggested.name, table: touched.has('table') ? typed.table : suggested.table };
  const problems = draftProblems(draft, taken);
  const change: Change = (key, value) => {
    setTyped((old) => ({ ...old, [key]: value }));
    setTouched((old) => new Set([...old, key]));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // From now on also fields that nobody has been in say what is wrong.
    setTried(true);
    if (Object.keys(problems).length > 0 || isBusy) return;
    setBusy(true);
    setFailure(undefined);
    addPipeline(requestOf(draft)).then(
      (pipeline) => {
        tookPipeline(pipeline);
        notify('good', `${pipeline.name} starts.`);
        go(onePipeline(pipeline.name), 'replace');
      },
      (error: unknown) => {
        setBusy(false);
        setFailure(failureOf(error).message);
      },
    );
  };
  return (
    <div className="tl-pl">
      <div className="tl-pl__head">
        <h1>New pipeline</h1>
        <span className="tl-pl__actions">{renderLink({ view: 'list' }, 'All pipelines', 'button')}</span>
      </div>
      <div className="tl-pl-create">
        <form className="tl-pl-form" onSubmit={submit} noValidate aria-label="New pipeline">
          <DraftFields draft={draft} problems={problems} complains={(key) => isTried || touched.has(key)} change={change} />
          {failure !== undefined && <p className="tl-error-box" role="alert">{failure}</p>}
          <span className="tl-pl__commands"><Button type="submit" variant="primary" disabled={isBusy}>Create and start</Button></span>
        </form>
        <PreviewPane draft={draft} />
      </div>
    </div>
  );
}
