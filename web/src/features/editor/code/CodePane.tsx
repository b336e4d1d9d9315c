import { useEffect, useRef, useState } from 'react';
import { activeTab } from '../../../model/tabs';
import { errorPlace, type RunItem } from '../../../model/tabsRun';
import type { EditorModel } from '../editorModel';
import { useEditor, useEditorState } from '../useEditor';
import type { CodeEditor } from './codeEditor';

export interface CodePaneProps {
  /** Told once the editor has loaded, and `undefined` when it goes. */
  readonly onEditor: (editor: CodeEditor | undefined) => void;
  readonly onSave: () => void;
}

/** CodeMirror comes in a part of its own; until it is there, the text stands in its place, so that nothing jumps. */
export function CodePane({ onEditor, onSave }: CodePaneProps) {
  const { model } = useEditor();
  const { tabs } = useEditorState();
  const tab = activeTab(tabs);
  const host = useRef<HTMLDivElement>(null);
  const save = useRef(onSave);
  save.current = onSave;
  const [editor, setEditor] = useState<CodeEditor>();
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    let isGone = false;
    const place = host.current;
    loadEditor(place, model, () => save.current()).then(
      (loaded) => {
        if (isGone) return;
        setEditor(loaded);
        onEditor(loaded);
      },
      () => setProblem('The editor could not be loaded. Reload the page when the server is back.'),
    );
    return () => {
      isGone = true;
      onEditor(undefined);
      place?.replaceChildren();
    };
  }, [model, onEditor]);

  const [id, query] = [tab?.id, tab?.query ?? ''];
  useEffect(() => {
    if (id !== undefined) editor?.show(id, query);
  }, [editor, id, query]);

  const failed = tab?.run?.items.find((item) => item.state === 'failed');
  useEffect(() => showError(editor, failed), [editor, id, failed]);
  useEffect(() => editor?.keepOnly(new Set(tabs.tabs.map((each) => each.id))), [editor, tabs.tabs]);

  return (
    <div className="tl-ed-code" id="query-editor" role="tabpanel" aria-labelledby={id === undefined ? undefined : `tab-${id}`}>
      <div ref={host} className="tl-ed-code__host" />
      {!editor && !problem && <pre className="tl-ed-code__waiting" aria-busy="true">{query}</pre>}
      {problem !== undefined && <p role="alert" className="tl-ed-code__problem">{problem}</p>}
    </div>
  );
}

async function loadEditor(host: HTMLDivElement | null, model: EditorModel, onSave: () => void): Promise<CodeEditor> {
  const { CodeEditor } = await import('./codeEditor');
  if (!host) throw new Error('The page was left.');
  host.replaceChildren();
  const editor = new CodeEditor(host, {
    label: 'SQL',
    placeholder: 'SELECT …   Ctrl-Space completes, Ctrl-Enter runs',
    completion: () => model.completion,
    onChange: (id, query) => model.change({ kind: 'changed', id, change: { query } }),
    onCursor: (cursor) => model.dispatch({ kind: 'cursor', cursor }),
    onRun: (what) => (what === 'script' ? model.runScript() : model.runCurrent()),
    onSave,
  });
  // Before anybody can type: letters typed into no tab's document would be lost.
  const { tab } = model;
  if (tab) editor.show(tab.id, tab.query);
  return editor;
}

function showError(editor: CodeEditor | undefined, failed: RunItem | undefined): void {
  editor?.mark(failed && errorPlace(failed, editor.text)?.range, failed?.error?.message ?? '');
}
