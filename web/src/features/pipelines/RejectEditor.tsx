import { useId, type Dispatch } from 'react';
import { parseJson } from '../../model/json';
import type { Reject } from '../../model/pipelines';
import { isEditable, placeText, valueProblem, type RejectChoiceAction } from '../../model/rejectChoice';
import { Button } from '../../ui/Button';
import { CopyLine } from '../../ui/CopyLine';

interface RejectEditorProps {
  readonly reject: Reject;
  readonly format: string;
  /** What was typed; undefined while nothing was. */
  readonly value: string | undefined;
  readonly dispatch: Dispatch<RejectChoiceAction>;
}

const mostLines = 16;

/** The bytes of a record, to be mended before they are redriven. */
export function RejectEditor({ reject, format, value, dispatch }: RejectEditorProps) {
  const id = useId();
  if (!isEditable(reject)) {
    return reject.value === null ? <p className="tl-muted">This record has no value: it is a tombstone of its key.</p> : (
      <>
        <p className="tl-muted">These bytes are no text (shown in base64). They can be redriven as they are.</p>
        <CopyLine text={reject.value} />
      </>
    );
  }
  const text = value ?? reject.value ?? '';
  const problem = valueProblem(text, format, parseJson);
  const edit = (next: string): void => dispatch({ type: 'edited', reject, value: next });
  const pretty = (): void => edit(JSON.stringify(parseJson(text), undefined, 2));
  return (
    <div className="tl-pl-editor">
      <label className="tl-field__label" htmlFor={id}>Value of {placeText(reject)}</label>
      <textarea id={id} className="tl-input tl-mono" rows={Math.min(mostLines, text.split('\n').length + 2)} spellCheck={false} value={text} aria-invalid={problem !== undefined} aria-describedby={`${id}-note`} autoFocus onChange={(event) => edit(event.target.value)} />
      <p id={`${id}-note`} className={problem === undefined ? 'tl-field__hint' : 'tl-field__problem'}>{problem ?? 'What is typed here replaces the value when the record is redriven. The bytes of the source stay as they are.'}</p>
      <span className="tl-pl__commands">
        <Button size="small" disabled={value === undefined} onClick={() => edit(reject.value ?? '')}>Undo changes</Button>
        {format === 'json' && <Button size="small" disabled={problem !== undefined} onClick={pretty}>Format</Button>}
      </span>
    </div>
  );
}
