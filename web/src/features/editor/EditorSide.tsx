import { useMemo } from 'react';
import type { EditorModel } from './editorModel';
import { ExplainDrawer } from './panels/ExplainDrawer';
import { HistoryDrawer } from './panels/HistoryDrawer';
import { SavedDrawer } from './panels/SavedDrawer';
import { SuggestionsDrawer } from './panels/SuggestionsDrawer';
import { EditorProvider, useEditorState, type EditorNotice } from './useEditor';

export interface EditorSideProps {
  readonly model: EditorModel;
  readonly notify: (notice: EditorNotice) => void;
  /** Shows a table in its own place. */
  readonly onOpenTable?: (name: string) => void;
}

/** Beside text and result, at the page's full height: the plan, suggestions, saved queries and the history. */
export function EditorSide({ model, notify, onOpenTable }: EditorSideProps) {
  const value = useMemo(() => ({ model, notify }), [model, notify]);
  return (
    <EditorProvider value={value}>
      <OpenDrawer onOpenTable={onOpenTable} />
    </EditorProvider>
  );
}

function OpenDrawer({ onOpenTable }: { readonly onOpenTable: EditorSideProps['onOpenTable'] }) {
  switch (useEditorState().drawer) {
    case 'history':
      return <HistoryDrawer />;
    case 'saved':
      return <SavedDrawer />;
    case 'suggestions':
      return <SuggestionsDrawer onOpenTable={onOpenTable} />;
    case 'explain':
      return <ExplainDrawer />;
    default:
      return null;
  }
}
