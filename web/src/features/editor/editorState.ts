import type { CodeCursor } from './code/codeEditor';
import type { DrawerName } from '../../model/editorDrawer';
import { initialTabs, reduceTabs, type TabsAction, type TabsState } from '../../model/tabs';
import type { SavedQuery } from '../../model/workspace';
import type { KeepingState } from './tabKeeper';

export interface SavedState {
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly problem?: string;
  readonly code?: string;
  readonly queries: readonly SavedQuery[];
}

export interface EditorState {
  readonly tabs: TabsState;
  readonly keeping: KeepingState;
  readonly saved: SavedState;
  readonly drawer: DrawerName | undefined;
  readonly cursor: CodeCursor;
  /** A name is asked for, to save the shown tab under. */
  readonly isSaving: boolean;
}

export type EditorAction =
  | { readonly kind: 'tabs'; readonly action: TabsAction }
  | { readonly kind: 'keeping'; readonly state: KeepingState }
  | { readonly kind: 'saved'; readonly state: SavedState }
  | { readonly kind: 'drawer'; readonly name: DrawerName | undefined }
  | { readonly kind: 'cursor'; readonly cursor: CodeCursor }
  | { readonly kind: 'saving'; readonly isAsked: boolean };

export const initialEditor: EditorState = {
  tabs: initialTabs,
  keeping: { kind: 'kept' },
  saved: { phase: 'loading', queries: [] },
  drawer: undefined,
  cursor: { selection: { start: 0, end: 0 }, line: 1, column: 1 },
  isSaving: false,
};

export function reduceEditor(state: EditorState, action: EditorAction): EditorState {
  switch (action.kind) {
    case 'tabs':
      return { ...state, tabs: reduceTabs(state.tabs, action.action) };
    case 'keeping':
      return { ...state, keeping: action.state };
    case 'saved':
      return { ...state, saved: action.state };
    case 'drawer':
      return { ...state, drawer: action.name };
    case 'cursor':
      return { ...state, cursor: action.cursor };
    case 'saving':
      return { ...state, isSaving: action.isAsked };
  }
}
