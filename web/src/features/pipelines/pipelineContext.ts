import { createContext, useContext, type ReactNode } from 'react';
import type { PipelineAddress } from '../../model/pipelinePlace';
import type { Column, Rows } from '../../model/query';

export type LinkLook = 'plain' | 'button' | 'primary';

/** What the pipelines need of the page around them; other features stand behind these. */
export interface PipelineSlots {
  readonly go: (address: PipelineAddress, how?: 'push' | 'replace') => void;
  readonly renderLink: (address: PipelineAddress, text: ReactNode, look?: LinkLook) => ReactNode;
  readonly renderTableLink: (table: string) => ReactNode;
  /** The upkeep of one table, or of all. */
  readonly renderJobsLink: (text: string, table?: string, look?: LinkLook) => ReactNode;
  readonly openQuery: (statement: { readonly title: string; readonly query: string }) => void;
  readonly notify: (tone: 'good' | 'bad', text: string) => void;
  /** Shows rows in the grid of the results. */
  readonly renderRows: (rows: { readonly columns: readonly Column[]; readonly rows: Rows }) => ReactNode;
}

export const PipelineContext = createContext<PipelineSlots | null>(null);

export function useSlots(): PipelineSlots {
  const slots = useContext(PipelineContext);
  if (!slots) throw new Error('The pipelines have no page around them.');
  return slots;
}
