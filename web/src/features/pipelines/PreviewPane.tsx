import { useEffect, useRef, useState } from 'react';
import { previewSource } from '../../api/pipelines';
import { failureOf, type Failure } from '../../model/apiError';
import { plural } from '../../model/format';
import { sourceOf, sourceProblems, type PipelineDraft } from '../../model/pipelineForm';
import type { Preview } from '../../model/pipelines';
import { Button } from '../../ui/Button';
import { Spinner } from '../../ui/Spinner';
import { PreviewResult } from './PreviewResult';

const limit = 50;

type Outcome =
  | { readonly phase: 'none' | 'asking' }
  | { readonly phase: 'failed'; readonly error: Failure }
  | { readonly phase: 'ready'; readonly preview: Preview; readonly of: string };

/** Real messages of the source, as they came and as rows. Nothing is written, and no position moves. */
export function PreviewPane({ draft }: { readonly draft: PipelineDraft }) {
  const [outcome, setOutcome] = useState<Outcome>({ phase: 'none' });
  const running = useRef<AbortController>();
  useEffect(() => () => running.current?.abort(), []);
  const problem = Object.values(sourceProblems(draft))[0];
  const key = JSON.stringify([sourceOf(draft), draft.format]);
  const look = (): void => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setOutcome({ phase: 'asking' });
    previewSource(sourceOf(draft), draft.format, limit, controller.signal).then(
      (preview) => setOutcome({ phase: 'ready', preview, of: key }),
      (error: unknown) => !controller.signal.aborted && setOutcome({ phase: 'failed', error: failureOf(error) }),
    );
  };
  return (
    <section className="tl-pl-preview" aria-labelledby="preview-title">
      <div className="tl-pl__bar">
        <h2 id="preview-title">Preview</h2>
        {outcome.phase === 'ready' && <span className="tl-muted">{plural(outcome.preview.records.length, 'message')}{outcome.of !== key && ', of other settings'}</span>}
        <span className="tl-pl__rest" />
        <Button icon="search" disabled={problem !== undefined || outcome.phase === 'asking'} onClick={look}>{outcome.phase === 'ready' ? 'Look again' : 'Look at messages'}</Button>
      </div>
      <Body outcome={outcome} problem={problem} />
    </section>
  );
}

function Body({ outcome, problem }: { readonly outcome: Outcome; readonly problem: string | undefined }) {
  switch (outcome.phase) {
    case 'none':
      return <p className="tl-muted">{problem ?? 'Some of the newest messages, as they came and as rows of the table. Nothing is written and no position moves.'}</p>;
    case 'asking':
      return <p className="tl-pl__bar"><Spinner label="Reading messages" /> Reading messages…</p>;
    case 'failed':
      return (
        <div className="tl-error-box" role="alert">
          <strong>The source can’t be read</strong>
          <p>{outcome.error.message}</p>
          <p><code>{outcome.error.code}</code></p>
        </div>
      );
    case 'ready':
      return <PreviewResult preview={outcome.preview} />;
  }
}
