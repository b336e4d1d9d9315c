import type { CatalogColumn } from '../../model/completionCatalog';
import type { TypedParameters } from '../../model/sqlParameters';
import type { StoredTab, TabDraft } from '../../model/tabsMerge';
import type { Suggestion } from '../../model/tableTypes';
import type { SavedQuery, SavedQueryDraft } from '../../model/workspace';
import type { Problem, RunEntry, RunRequest } from './scriptRunner';

/** What the editor asks of the server; serverServices.ts answers with `api/`. */
export interface EditorServices {
  readonly tabs: {
    readonly list: () => Promise<readonly StoredTab[]>;
    readonly put: (tab: TabDraft, outlivesPage: boolean) => Promise<{ readonly updatedAt: string }>;
    /** A tab that the server does not have is deleted already. */
    readonly remove: (id: string) => Promise<void>;
  };
  readonly saved: {
    readonly list: () => Promise<readonly SavedQuery[]>;
    readonly create: (query: SavedContent) => Promise<SavedQuery>;
    readonly change: (id: string, query: SavedContent) => Promise<SavedQuery>;
    readonly remove: (id: string) => Promise<void>;
  };
  readonly queries: {
    readonly start: (request: RunRequest) => Promise<string>;
    readonly entry: (queryId: string) => Promise<RunEntry & { readonly query: string }>;
    readonly cancel: (queryId: string) => Promise<void>;
    readonly listen: (onEntry: (entry: RunEntry) => void) => () => void;
    readonly history: (search: string, offset: number, limit: number) => Promise<readonly HistoryEntry[]>;
    readonly explain: (request: { readonly query: string; readonly parameters: TypedParameters; readonly mode: ExplainMode }) => Promise<string>;
  };
  readonly catalog: {
    readonly tables: () => Promise<readonly string[]>;
    readonly columns: (table: string) => Promise<readonly CatalogColumn[]>;
    readonly functions: () => Promise<readonly string[]>;
    readonly suggestions: (table: string) => Promise<readonly Suggestion[]>;
  };
  readonly describe: (problem: unknown) => Problem;
}

export type SavedContent = SavedQueryDraft;

export const explainModes = ['simple', 'extended', 'formatted', 'cost'] as const;
export type ExplainMode = (typeof explainModes)[number];

export interface HistoryEntry {
  readonly queryId: string;
  readonly query: string;
  readonly state: RunEntry['state'];
  readonly startedAt: string;
  readonly totalMs?: number;
  readonly rowCount: number;
  readonly resultBytes: number;
  readonly message?: string;
}
