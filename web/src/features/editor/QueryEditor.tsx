import 'codemirror/lib/codemirror.css';
import 'codemirror/addon/hint/show-hint.css';
import 'codemirror/addon/dialog/dialog.css';
import { useCallback, useMemo, useState } from 'react';
import { ErrorState } from '../../ui/ErrorState';
import { Waiting } from './panels/Waiting';
import { CodePane } from './code/CodePane';
import type { CodeEditor } from './code/codeEditor';
import './editor.css';
import type { EditorModel } from './editorModel';
import { SaveDialog } from './panels/SaveDialog';
import { ParameterBar } from './parameters/ParameterBar';
import { RunErrorBox } from './run/RunError';
import { RunOutcomes } from './run/RunOutcomes';
import { RunStatus } from './run/RunStatus';
import { Toolbar } from './run/Toolbar';
import { saveTab } from './saveTab';
import { TabStrip } from './tabs/TabStrip';
import { EditorProvider, useActiveTab, useEditorState, type EditorNotice } from './useEditor';

export interface QueryEditorProps {
  readonly model: EditorModel;
  /** Tells something in passing, as by a toast. */
  readonly notify: (notice: EditorNotice) => void;
}

export function QueryEditor({ model, notify }: QueryEditorProps) {
  const value = useMemo(() => ({ model, notify }), [model, notify]);
  return (
    <EditorProvider value={value}>
      <EditorBody model={model} notify={notify} />
    </EditorProvider>
  );
}

function EditorBody({ model, notify }: QueryEditorProps) {
  const { tabs, isSaving } = useEditorState();
  const tab = useActiveTab(model);
  const [editor, setEditor] = useState<CodeEditor>();
  const showEditor = useCallback(
    (shown: CodeEditor | undefined) => {
      model.textEditor = shown;
      setEditor(shown);
    },
    [model],
  );
  const save = useCallback(() => void saveTab(model, notify), [model, notify]);
  if (tabs.phase === 'loading') return <Waiting label="Loading your queries" />;
  if (tabs.phase === 'failed') return <ErrorState title="Your queries could not be loaded" message={tabs.problem ?? ''} code={tabs.code} onRetry={() => void model.load(undefined)} />;
  return (
    <div className="tl-editor">
      <TabStrip />
      <Toolbar onSave={save} />
      <ParameterBar />
      <div className="tl-editor__middle">
        <CodePane onEditor={showEditor} onSave={save} />
      </div>
      <RunErrorBox />
      <RunOutcomes editor={editor} />
      <RunStatus />
      {isSaving && tab && (
        <SaveDialog
          title="Save the query"
          name={tab.title}
          folder={model.saved.of(tab)?.folder ?? ''}
          onSave={(name, folder) => model.saved.saveAs(tab, name, folder)}
          onClose={() => model.dispatch({ kind: 'saving', isAsked: false })}
        />
      )}
    </div>
  );
}
