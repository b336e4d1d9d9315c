import { useState, type KeyboardEvent } from 'react';
import type { EditorTab } from '../../../model/tabs';
import { useEditor } from '../useEditor';

/** Enter and leaving keep the name, Escape gives it up; an empty one changes nothing. */
export function TabTitleInput({ tab, onDone }: { readonly tab: EditorTab; readonly onDone: () => void }) {
  const { model } = useEditor();
  const [title, setTitle] = useState(tab.title);
  const finish = (): void => {
    const wanted = title.trim();
    if (wanted !== '' && wanted !== tab.title) model.change({ kind: 'changed', id: tab.id, change: { title: wanted } });
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Enter') finish();
    else if (event.key === 'Escape') onDone();
  };
  return (
    <input
      className="tl-ed-strip-tab__input"
      aria-label="Name of the tab"
      autoFocus
      maxLength={200}
      value={title}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setTitle(event.target.value)}
      onBlur={finish}
      onKeyDown={onKeyDown}
    />
  );
}
