import type { ReactNode } from 'react';
import { isRunning } from '../../../model/tabsRun';
import type { DrawerName } from '../../../model/editorDrawer';
import { Button } from '../../../ui/Button';
import { Icon } from '../../../ui/Icon';
import { EditorIcon } from '../EditorIcon';
import { useActiveTab, useEditor, useEditorState } from '../useEditor';
import { LimitPicker } from './LimitPicker';

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const control = isMac ? '⌘' : 'Ctrl';

export function Toolbar({ onSave }: { readonly onSave: () => void }) {
  const { model } = useEditor();
  const { cursor } = useEditorState();
  const tab = useActiveTab(model);
  const running = isRunning(tab?.run);
  const hasSelection = cursor.selection.end > cursor.selection.start;
  const isEmpty = (tab?.query.trim() ?? '') === '';
  return (
    <div className="tl-ed-bar" role="toolbar" aria-label="Query">
      {running ? (
        <Button variant="danger" icon="stop" onClick={() => model.cancel()}>
          Cancel
        </Button>
      ) : (
        <Button
          variant="primary"
          icon="play"
          disabled={isEmpty}
          title={`${hasSelection ? 'Run the selection' : 'Run the statement at the cursor'} (${control}-Enter)`}
          onClick={() => model.runCurrent()}
        >
          {hasSelection ? 'Run selection' : 'Run'} <kbd>{control} ⏎</kbd>
        </Button>
      )}
      <Button
        disabled={running || isEmpty}
        aria-label="Run all"
        title={`Run every statement, one after another (Shift-${control}-Enter)`}
        onClick={() => model.runScript()}
      >
        <EditorIcon name="runAll" /> <span className="tl-ed-wide">Run all</span><span className="tl-ed-narrow">All</span>
      </Button>
      <LimitPicker />
      <span className="tl-ed-bar__space" />
      <Button variant="ghost" aria-label="Save" title={`Save (${control}-S)`} onClick={onSave}>
        <EditorIcon name="save" /> <span className="tl-ed-wide">Save</span>
      </Button>
      <DrawerButton name="explain" icon={<EditorIcon name="plan" />} label="Explain" />
      <DrawerButton name="suggestions" icon={<EditorIcon name="idea" />} label="Suggestions" />
      <DrawerButton name="saved" icon={<Icon name="folder" />} label="Saved" />
      <DrawerButton name="history" icon={<Icon name="clock" />} label="History" />
    </div>
  );
}

function DrawerButton({ name, icon, label }: { readonly name: DrawerName; readonly icon: ReactNode; readonly label: string }) {
  const { model } = useEditor();
  const isOpen = useEditorState().drawer === name;
  return (
    <Button
      variant="ghost"
      aria-pressed={isOpen}
      aria-label={label}
      title={label}
      onClick={() => model.showDrawer(isOpen ? undefined : name)}
    >
      {icon} <span className="tl-ed-wide">{label}</span>
    </Button>
  );
}
