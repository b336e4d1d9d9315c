import { choiceFor, nameProblem, suggestName, type UploadChoice, type UploadColumn } from './tableUpload';

/** What the server says of an uploaded file. */
export interface UploadPreview {
  readonly uploadId: string;
  readonly columns: readonly UploadColumn[];
  readonly rows: readonly (readonly unknown[])[];
  readonly suggestedTable: string;
}

/**
 * A file on its way into a table.
 * `choosing` → (file) `sending` → (answer) `previewing` → (create) `creating` → done by the caller;
 * a failure goes back to where something can be changed.
 */
export interface UploadFlow<Source> {
  readonly step: 'choosing' | 'sending' | 'previewing' | 'creating';
  readonly file: { readonly name: string; readonly bytes: number; readonly source: Source } | undefined;
  readonly choice: UploadChoice | undefined;
  /** Bytes sent of the file. */
  readonly sent: number;
  readonly preview: UploadPreview | undefined;
  readonly name: string;
  readonly overrides: Readonly<Record<string, string>>;
  readonly problem: string | undefined;
}

export type UploadAction<Source> =
  | { readonly type: 'file'; readonly name: string; readonly bytes: number; readonly source: Source }
  | { readonly type: 'choice'; readonly choice: UploadChoice }
  // How the file is read, once that is known; nothing is sent again.
  | { readonly type: 'guess'; readonly choice: UploadChoice }
  | { readonly type: 'sent'; readonly bytes: number }
  | { readonly type: 'preview'; readonly preview: UploadPreview; readonly taken: readonly string[] }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'override'; readonly column: string; readonly columnType: string }
  | { readonly type: 'create' }
  | { readonly type: 'failure'; readonly message: string }
  | { readonly type: 'restart' };

export function newUpload<Source>(): UploadFlow<Source> {
  return {
    step: 'choosing', file: undefined, choice: undefined, sent: 0, preview: undefined, name: '', overrides: {}, problem: undefined,
  };
}

export function uploadReducer<Source>(flow: UploadFlow<Source>, action: UploadAction<Source>): UploadFlow<Source> {
  switch (action.type) {
    case 'file': {
      const { name, bytes, source } = action;
      const choice = choiceFor(name) ?? undefined;
      return { ...newUpload<Source>(), step: 'sending', file: { name, bytes, source }, choice };
    }
    case 'choice':
      // The server reads the file again with the new choice: what was seen of it no longer holds.
      return { ...flow, step: 'sending', choice: action.choice, sent: 0, overrides: {}, problem: undefined };
    case 'guess':
      return flow.step === 'sending' ? { ...flow, choice: action.choice } : flow;
    case 'sent':
      return flow.step === 'sending' ? { ...flow, sent: action.bytes } : flow;
    case 'preview':
      return afterPreview(flow, action.preview, action.taken);
    case 'name':
      return { ...flow, name: action.name, problem: undefined };
    case 'override':
      return { ...flow, overrides: { ...flow.overrides, [action.column]: action.columnType }, problem: undefined };
    case 'create':
      return { ...flow, step: 'creating', problem: undefined };
    case 'failure':
      return { ...flow, step: flow.step === 'creating' ? 'previewing' : 'choosing', problem: action.message };
    case 'restart':
      return newUpload();
  }
}

function afterPreview<Source>(flow: UploadFlow<Source>, preview: UploadPreview, taken: readonly string[]): UploadFlow<Source> {
  const suggested = nameProblem(preview.suggestedTable, taken) === null ? preview.suggestedTable : undefined;
  const name = flow.name || suggested || suggestName(flow.file?.name ?? '', taken);
  return { ...flow, step: 'previewing', preview, name, problem: undefined };
}
