import { useState, type FormEvent } from 'react';
import { nameProblem, normalFolder } from '../../../model/tabsSaved';
import { Field } from '../../../ui/Field';
import { Dialog } from '../../../ui/Dialog';
import { Button } from '../../../ui/Button';
import { useEditor, useEditorState } from '../useEditor';

interface Props {
  readonly title: string;
  readonly name: string;
  readonly folder: string;
  /** The saved query that may keep its name. */
  readonly ownId?: string;
  readonly onSave: (name: string, folder: string) => Promise<void>;
  readonly onClose: () => void;
}

export function SaveDialog({ title, name: firstName, folder: firstFolder, ownId, onSave, onClose }: Props) {
  const { model } = useEditor();
  const { queries } = useEditorState().saved;
  const [name, setName] = useState(firstName);
  const [folder, setFolder] = useState(firstFolder);
  const [refusal, setRefusal] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const problem = nameProblem(name, folder, queries, ownId) ?? refusal;
  const folders = [...new Set(queries.map((query) => normalFolder(query.folder)))].filter((path) => path !== '').sort();
  const change = (set: (text: string) => void, text: string): void => {
    set(text);
    setRefusal(undefined);
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (problem !== undefined && problem !== refusal) return;
    setIsBusy(true);
    try {
      await onSave(name, folder);
      onClose();
    } catch (failure) {
      setRefusal(model.services.describe(failure).message);
      setIsBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="tl-ed-form" onSubmit={(event) => void submit(event)}>
        <Field label="Name" autoFocus value={name} problem={problem} onFocus={({ target }) => target.select()} onChange={({ target }) => change(setName, target.value)} />
        <Field label="Folder" list="save-folders" placeholder="none, or team/reports" value={folder} onChange={({ target }) => change(setFolder, target.value)} />
        <datalist id="save-folders">
          {folders.map((path) => (
            <option key={path} value={path} />
          ))}
        </datalist>
        <div className="tl-ed-form__actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" disabled={isBusy || (problem !== undefined && problem !== refusal)}>Save</Button>
        </div>
      </form>
    </Dialog>
  );
}
