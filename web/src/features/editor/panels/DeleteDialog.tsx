import { useState } from 'react';
import type { SavedQuery } from '../../../model/workspace';
import { Dialog } from '../../../ui/Dialog';
import { Button } from '../../../ui/Button';
import { useEditor } from '../useEditor';

export function DeleteDialog({ query, onClose }: { readonly query: SavedQuery; readonly onClose: () => void }) {
  const { model, notify } = useEditor();
  const [problem, setProblem] = useState<string>();
  const remove = async (): Promise<void> => {
    try {
      await model.saved.remove(query);
      notify({ text: `Deleted “${query.name}”.` });
      onClose();
    } catch (failure) {
      setProblem(model.services.describe(failure).message);
    }
  };
  return (
    <Dialog title="Delete the saved query?" onClose={onClose}>
      <p>“{query.name}” is deleted for good. Tabs that show it stay open with their text.</p>
      <p className="tl-field__problem" aria-live="polite">{problem}</p>
      <div className="tl-ed-form__actions">
        <Button autoFocus onClick={onClose}>Keep it</Button>
        <Button variant="danger" onClick={() => void remove()}>Delete</Button>
      </div>
    </Dialog>
  );
}
