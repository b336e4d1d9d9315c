import { useState, type KeyboardEvent } from 'react';
import type { EditorTab } from '../../../model/tabs';
import { IconButton } from '../../../ui/IconButton';
import { useEditor, useEditorState } from '../useEditor';
import { AllTabs } from './AllTabs';
import { TabItem } from './TabItem';
import { useTabDrag } from './useTabDrag';

/** Arrows go from tab to tab, with Ctrl-Shift they move the tab; F2 renames it, Delete closes it. */
export function TabStrip() {
  const { model, notify } = useEditor();
  const { tabs, activeId } = useEditorState().tabs;
  const [renaming, setRenaming] = useState<string>();
  const drag = useTabDrag((id, toIndex) => model.change({ kind: 'moved', id, toIndex }));

  const close = (tab: EditorTab): void => {
    model.close(tab.id);
    notify({ text: `Closed “${tab.title}”.`, action: { label: 'Undo', onSelect: () => model.undoClose(tab.id) } });
  };
  const go = (index: number): void => {
    const next = tabs[(index + tabs.length) % tabs.length];
    if (next) focusTab(next.id, () => model.change({ kind: 'activated', id: next.id }));
  };
  const onKeyDown = (event: KeyboardEvent, tab: EditorTab, index: number): void => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (step !== 0 && event.ctrlKey && event.shiftKey) {
      focusTab(tab.id, () => model.change({ kind: 'moved', id: tab.id, toIndex: index + step }));
    } else if (step !== 0) go(index + step);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(-1);
    else if (event.key === 'F2') setRenaming(tab.id);
    else if (event.key === 'Delete') close(tab);
    else return;
    event.preventDefault();
  };

  return (
    <div className="tl-ed-strip">
      <div className="tl-ed-strip__list" role="tablist" aria-label="Queries" onDragOver={drag.onDragOver} onDrop={drag.onDrop}>
        {tabs.map((tab, index) => (
          <TabItem
            key={tab.id}
            tab={tab}
            isActive={tab.id === activeId}
            isRenaming={tab.id === renaming}
            drag={drag.handlers(tab.id, index)}
            onKeyDown={(event) => onKeyDown(event, tab, index)}
            onRename={() => setRenaming(tab.id)}
            onRenamed={() => setRenaming(undefined)}
            onClose={() => close(tab)}
          />
        ))}
      </div>
      <IconButton icon="plus" label="New query" size="small" onClick={() => model.open()} />
      <AllTabs />
    </div>
  );
}

/** The change redraws the strip; the focus follows the tab. */
function focusTab(id: string, change: () => void): void {
  change();
  requestAnimationFrame(() => document.getElementById(`tab-${id}`)?.focus());
}
