import { useReducer } from 'react';
import { addTable } from '../../api/tables';
import { choiceFor, overriddenColumns, refusal, type UploadChoice } from '../../model/tableUpload';
import { newUpload, uploadReducer, type UploadAction, type UploadFlow } from '../../model/tableUploadFlow';
import { messageOf, useSending } from './useSending';

export interface UploadControl {
  readonly flow: UploadFlow<File>;
  readonly dispatch: (action: UploadAction<File>) => void;
  readonly choose: (file: File) => void;
  readonly resend: (choice: UploadChoice) => void;
  /** The new table's name; undefined when it was refused, which the flow tells. */
  readonly create: () => Promise<string | undefined>;
}

/** Takes a file to the server and into a table. */
export function useUpload(taken: readonly string[]): UploadControl {
  const [flow, dispatch] = useReducer(uploadReducer<File>, undefined, () => newUpload<File>());
  const { send, settle } = useSending(taken, dispatch);
  const choose = (file: File): void => {
    dispatch({ type: 'file', name: file.name, bytes: file.size, source: file });
    const problem = refusal(file.name, file.size);
    const choice = choiceFor(file.name);
    if (problem !== null || !choice) dispatch({ type: 'failure', message: problem ?? '' });
    else void send(file, choice, true);
  };
  const resend = (choice: UploadChoice): void => {
    dispatch({ type: 'choice', choice });
    if (flow.file) void send(flow.file.source, choice, false);
  };
  const create = async (): Promise<string | undefined> => {
    if (!flow.preview) return undefined;
    dispatch({ type: 'create' });
    const columns = overriddenColumns(flow.preview.columns, flow.overrides);
    try {
      const table = await addTable({ name: flow.name.trim(), upload: flow.preview.uploadId, ...(columns ? { columns } : {}) });
      settle();
      return table.name;
    } catch (error) {
      dispatch({ type: 'failure', message: messageOf(error) });
      return undefined;
    }
  };
  return { flow, dispatch, choose, resend, create };
}
