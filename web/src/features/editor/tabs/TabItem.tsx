import { useEffect, useRef, type DragEventHandler, type KeyboardEvent } from 'react';
import type { EditorTab } from '../../../model/tabs';
import { isRunning, leadingItem } from '../../../model/tabsRun';
import { Icon } from '../../../ui/Icon';
import { classes } from '../../../ui/classes';
import { useEditor } from '../useEditor';
import { TabTitleInput } from './TabTitleInput';

export interface TabDragHandlers {
  readonly isDropTarget: boolean;
  readonly onDragStart: DragEventHandler;
  readonly onDragEnter: DragEventHandler;
  readonly onDragEnd: DragEventHandler;
}

interface Props {
  readonly tab: EditorTab;
  readonly isActive: boolean;
  readonly isRenaming: boolean;
  readonly drag: TabDragHandlers;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onRename: () => void;
  readonly onRenamed: () => void;
  readonly onClose: () => void;
}

export function TabItem({ tab, isActive, isRenaming, drag, onKeyDown, onRename, onRenamed, onClose }: Props) {
  const { model } = useEditor();
  const differs = model.saved.differs(tab);
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) element.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isActive]);
  const { isDropTarget, ...dragging } = drag;
  const name = classes('tl-ed-strip-tab', isActive && 'tl-ed-strip-tab--active', isDropTarget && 'tl-ed-strip-tab--target');
  return (
    <div ref={element} className={name} role="presentation" draggable={!isRenaming} {...dragging}>
      {isRenaming ? (
        <TabTitleInput tab={tab} onDone={onRenamed} />
      ) : (
        <button
          type="button"
          role="tab"
          id={`tab-${tab.id}`}
          className="tl-ed-strip-tab__name"
          aria-selected={isActive}
          aria-controls="query-editor"
          aria-keyshortcuts="F2 Delete Control+Shift+ArrowLeft Control+Shift+ArrowRight"
          tabIndex={isActive ? 0 : -1}
          title={tab.title}
          onClick={() => model.change({ kind: 'activated', id: tab.id })}
          onAuxClick={(event) => event.button === 1 && onClose()}
          onDoubleClick={onRename}
          onKeyDown={onKeyDown}
        >
          <RunMark tab={tab} />
          <span className="tl-ed-strip-tab__title">{tab.title}</span>
          {differs && <span className="tl-ed-strip-tab__dirty" title="Differs from the saved query"><span className="tl-hidden">, changed</span></span>}
        </button>
      )}
      {/* For the mouse; the keyboard closes with Delete. A tab list may hold nothing but tabs. */}
      <button type="button" className="tl-ed-strip-tab__close" tabIndex={-1} aria-hidden="true" title="Close" onClick={onClose}>
        <Icon name="close" />
      </button>
    </div>
  );
}

function RunMark({ tab }: { readonly tab: EditorTab }) {
  if (isRunning(tab.run)) return <span className="tl-ed-strip-tab__running"><span className="tl-hidden">running, </span></span>;
  if (leadingItem(tab.run)?.state !== 'failed') return null;
  return <span className="tl-ed-strip-tab__failed"><span className="tl-hidden">failed, </span></span>;
}
