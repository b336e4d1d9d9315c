import type { CodeCursor } from './code/codeEditor';
import { initialTabs, reduceTabs, type TabsAction, type TabsState } from '../../model/tabs';
import type { SavedQuery } from '../../model/workspace';
import type { KeepingState } from './tabKeeper';

export type DrawerName = 'history' | 'saved' | 'suggestions' | 'explain';

export interface SavedState {
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly problem?: string;
  readonly queries: readonly SavedQuery[];
}

export interface EditorState {
  readonly tabs: TabsState;
  readonly keeping: KeepingState;
  readonly saved: SavedState;
  readonly drawer: DrawerName | undefined;
  readonly cursor: CodeCursor;
  /** Rows that a result has at most; undefined for all. */
  readonly limit: number | undefined;
}

export type EditorAction =
  | { readonly kind: 'tabs'; readonly action: TabsAction }
  | { readonly kind: 'keeping'; readonly state: KeepingState }
  | { readonly kind: 'saved'; readonly state: SavedState }
  | { readonly kind: 'drawer'; readonly name: DrawerName | undefined }
  | { readonly kind: 'cursor'; readonly cursor: CodeCursor }
  | { readonly kind: 'limit'; readonly limit: number | undefined };

export const limits = [100, 1_000, 10_000, 100_000, 1_000_000] as const;

export const initialEditor: EditorState = {
  tabs: initialTabs,
  keeping: { kind: 'kept' },
  saved: { phase: 'loading', queries: [] },
  drawer: undefined,
  cursor: { selection: { start: 0, end: 0 }, line: 1, column: 1 },
  limit: 10_000,
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
    case 'limit':
      return { ...state, limit: action.limit };
  }
}
