import { createContext, useContext } from 'react';
import { activeTab, type EditorTab } from '../../model/tabs';
import { useStore } from '../../ui/useStore';
import type { EditorModel } from './editorModel';
import type { EditorState } from './editorState';

export interface EditorNotice {
  readonly text: string;
  readonly action?: { readonly label: string; readonly onSelect: () => void };
}

/** What the editor's components share: the model, and the page's way to tell something in passing. */
export interface EditorContextValue {
  readonly model: EditorModel;
  readonly notify: (notice: EditorNotice) => void;
}

const EditorContext = createContext<EditorContextValue | undefined>(undefined);

export const EditorProvider = EditorContext.Provider;

export function useEditor(): EditorContextValue {
  const value = useContext(EditorContext);
  if (!value) throw new Error('A part of the editor stands outside of <QueryEditor>.');
  return value;
}

export function useEditorState(): EditorState {
  const { model } = useEditor();
  return useStore(model);
}

/** The shown tab of a model, for the places beside the editor, such as the results under it. */
export function useActiveTab(model: EditorModel): EditorTab | undefined {
  return activeTab(useStore(model).tabs);
}
