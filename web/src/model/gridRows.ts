import type { Row } from './cellType';
import type { RowWindow } from './gridScroll';

/** Rows that a grid shows, wherever they are. */
export interface GridRows {
  readonly rowCount: number;
  /** Counts every change. */
  readonly revision: number;
  /** Why rows could not be fetched; undefined while all is well. */
  readonly failure: unknown;
  /** The row, or undefined while it is on its way. */
  row(index: number): Row | undefined;
  /** Says which rows are on the screen. */
  look(view: RowWindow): void;
  retry(): void;
  subscribe(listener: () => void): () => void;
}

/** Rows that are all here. */
export class RowsInMemory implements GridRows {
  readonly revision = 0;
  readonly failure = undefined;

  constructor(private readonly rows: readonly Row[]) {}

  get rowCount(): number {
    return this.rows.length;
  }

  row(index: number): Row | undefined {
    return this.rows[index];
  }

  look(): void {}

  retry(): void {}

  subscribe(): () => void {
    return () => {};
  }
}
