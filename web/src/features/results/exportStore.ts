import type { ExportFormat } from '../../api/queries';
import { failureOf } from '../../model/apiError';
import { exportShare, rowCounter } from '../../model/exportProgress';
import { formatBytes, plural } from '../../model/format';
import { createStore } from '../../model/store';
import { exportFormats, exportResult } from './exportRun';

export type Notify = (notice: {
  readonly text: string;
  readonly tone?: 'neutral' | 'good' | 'bad';
  readonly action?: { readonly label: string; readonly onSelect: () => void };
}) => void;

/** What can be exported: the rows as they are shown. */
export interface ExportOffer {
  readonly queryId: string;
  readonly rowCount: number;
  /** The query whose rows are those on the screen; for a small arranged result it runs only now. */
  readonly target: (signal: AbortSignal) => Promise<string>;
}

export interface RunningExport {
  readonly id: number;
  readonly label: string;
  readonly bytes: number;
  /** From 0 to 1; absent where the format's rows can't be counted. */
  readonly share?: number | undefined;
}

type Action = { readonly kind: 'progress'; readonly run: RunningExport } | { readonly kind: 'over'; readonly id: number };

const tellAfterMs = 100;

/** The exports of the page: they go on whatever is shown meanwhile, and each tells how it ended. */
export class ExportStore {
  readonly #notify: Notify;
  readonly #controllers = new Map<number, AbortController>();
  readonly #store = createStore<readonly RunningExport[], Action>(
    (runs, action) =>
      action.kind === 'over' ? runs.filter(({ id }) => id !== action.id)
      : runs.some(({ id }) => id === action.run.id) ? runs.map((run) => (run.id === action.run.id ? action.run : run))
      : [...runs, action.run],
    [],
  );
  #offered: (() => ExportOffer) | undefined;
  #lastId = 0;

  constructor(notify: Notify) {
    this.#notify = notify;
  }

  readonly get = this.#store.get;
  readonly subscribe = this.#store.subscribe;

  /** The result on the screen, for the command palette; returns how to withdraw it. */
  offer(offered: () => ExportOffer): () => void {
    this.#offered = offered;
    return () => {
      if (this.#offered === offered) this.#offered = undefined;
    };
  }

  get offered(): ExportOffer | undefined {
    return this.#offered?.();
  }

  cancel(id: number): void {
    this.#controllers.get(id)?.abort();
    this.#over(id);
  }

  start(offer: ExportOffer, format: ExportFormat): void {
    this.#lastId += 1;
    const id = this.#lastId;
    const label = exportFormats.find((one) => one.format === format)?.label ?? format;
    this.#run(id, label, offer, format).then(
      (text) => text !== undefined && this.#notify({ text, tone: 'good' }),
      (problem: unknown) =>
        this.#notify({ text: `The export failed. ${failureOf(problem).message}`, tone: 'bad', action: { label: 'Try again', onSelect: () => this.start(offer, format) } }),
    ).finally(() => this.#over(id));
  }

  /** Resolves to what to say at the end; undefined when it was given up. */
  async #run(id: number, label: string, { queryId, rowCount, target }: ExportOffer, format: ExportFormat): Promise<string | undefined> {
    const controller = new AbortController();
    this.#controllers.set(id, controller);
    const counter = rowCounter(format);
    let [bytes, toldAt] = [0, -Infinity];
    const tell = (): void => {
      if (controller.signal.aborted) return;
      this.#store.dispatch({ kind: 'progress', run: { id, label, bytes, share: exportShare(counter?.rows(), rowCount) } });
    };
    const isWhole = await exportResult(queryId, target, format, controller.signal, {
      onOpen: tell,
      onPiece: (piece) => {
        bytes += piece.byteLength;
        counter?.add(piece);
        if (performance.now() - toldAt < tellAfterMs) return;
        toldAt = performance.now();
        tell();
      },
    });
    return isWhole ? `${label} exported: ${plural(rowCount, 'row')}, ${formatBytes(bytes)}` : undefined;
  }

  #over(id: number): void {
    this.#controllers.delete(id);
    this.#store.dispatch({ kind: 'over', id });
  }
}
