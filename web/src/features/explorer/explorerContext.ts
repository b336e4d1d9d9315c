import { createContext, useContext } from 'react';
import type { ReactNode } from 'react';
import type { TableAddress } from '../../model/tablePlace';
import type { SampleRows } from '../../model/tableTypes';

/** What the explorer needs of the page around it; other features stand behind these. */
export interface ExplorerSlots {
  readonly go: (address: TableAddress, how?: 'push' | 'replace') => void;
  /** Opens a tab of the editor with a statement. */
  readonly openQuery: (statement: { readonly title: string; readonly query: string }) => void;
  /** Starts a live query. */
  readonly watch: (statement: { readonly title: string; readonly query: string }) => void;
  /** The upkeep of one table, or of all. */
  readonly openJobs: (table?: string) => void;
  readonly notify: (tone: 'success' | 'error', message: string) => void;
  /** Shows rows in the grid of the results. */
  readonly renderRows: (rows: SampleRows) => ReactNode;
}

export const ExplorerContext = createContext<ExplorerSlots | null>(null);

export function useSlots(): ExplorerSlots {
  const slots = useContext(ExplorerContext);
  if (!slots) throw new Error('The explorer has no page around it.');
  return slots;
}
