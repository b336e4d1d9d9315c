import { hasUnstoredChanges, type EditorTab, type TabsAction, type TabsState } from '../../model/tabs';
import { draftOf, type StoredTab, type TabDraft } from '../../model/tabsMerge';
import type { DraftStore } from './draftStore';

export interface KeeperPorts {
  readonly list: () => Promise<readonly StoredTab[]>;
  /** `outlivesPage`: the request goes on when the page is left. */
  readonly put: (tab: TabDraft, outlivesPage: boolean) => Promise<{ readonly updatedAt: string }>;
  readonly remove: (id: string) => Promise<void>;
  readonly drafts: DraftStore;
  readonly freshId: () => string;
  readonly after: (milliseconds: number, work: () => void) => () => void;
  readonly describe: (problem: unknown) => { readonly message: string; readonly code: string; readonly isPassing: boolean };
}

export interface TabsStore {
  readonly get: () => TabsState;
  readonly dispatch: (action: TabsAction) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export type KeepingState =
  | { readonly kind: 'kept' | 'sending' | 'offline' }
  | { readonly kind: 'refused'; readonly problem: string };

const quietBeforeSending = 700;
const firstRetry = 2_000;
const slowestRetry = 30_000;

/**
 * Keeps the tabs on the server: a change is written to the browser's storage at once and sent when typing pauses. What
 * can't be sent stays in the storage, is sent again until it is through, and comes back after a reload.
 */
export class TabKeeper {
  readonly #store: TabsStore;
  readonly #ports: KeeperPorts;
  readonly #onState: (state: KeepingState) => void;
  #known: ReadonlyMap<string, EditorTab> = new Map();
  #stopTimer: () => void = () => undefined;
  #retry = firstRetry;
  #isSending = false;

  constructor(store: TabsStore, ports: KeeperPorts, onState: (state: KeepingState) => void) {
    this.#store = store;
    this.#ports = ports;
    this.#onState = onState;
  }

  /** Returns how to stop. */
  start(): () => void {
    const unsubscribe = this.#store.subscribe(() => this.#changed());
    return () => {
      unsubscribe();
      this.#stopTimer();
    };
  }

  async load(wanted: string | undefined): Promise<void> {
    const { list, drafts, freshId, describe } = this.#ports;
    try {
      const stored = await list();
      const removed = new Set(drafts.removed());
      const unsent = drafts.all();
      const spareIds = Array.from({ length: unsent.length + 1 }, freshId);
      const left = stored.filter(({ id }) => !removed.has(id));
      this.#store.dispatch({ kind: 'loaded', stored: left, drafts: unsent, spareIds, ...(wanted === undefined ? {} : { wanted }) });
    } catch (problem) {
      const { message, code } = describe(problem);
      this.#store.dispatch({ kind: 'loadFailed', problem: message, code });
    }
  }

  /** Sends at once, as when the connection is back. */
  sendNow(): void {
    this.#stopTimer();
    this.#retry = firstRetry;
    void this.#send();
  }

  /** When the page is left: what is unsent goes out in requests that outlive it; the drafts stay until confirmed. */
  flush(): void {
    for (const tab of this.#unsent()) {
      this.#ports.drafts.keep(draftOf(tab));
      this.#ports.put(draftOf(tab), true).catch(() => undefined);
    }
  }

  #changed(): void {
    const { phase, tabs } = this.#store.get();
    if (phase !== 'ready') return;
    const now = new Map(tabs.map((tab) => [tab.id, tab]));
    const gone = [...this.#known.keys()].filter((id) => !now.has(id));
    const edited = tabs.filter((tab) => this.#known.get(tab.id)?.revision !== tab.revision && hasUnstoredChanges(tab));
    this.#known = now;
    for (const id of gone) this.#ports.drafts.remove(id);
    for (const tab of edited) this.#ports.drafts.keep(draftOf(tab));
    if (gone.length > 0 || edited.length > 0) this.#schedule(quietBeforeSending);
  }

  #schedule(milliseconds: number): void {
    this.#stopTimer();
    this.#stopTimer = this.#ports.after(milliseconds, () => void this.#send());
  }

  #unsent(): EditorTab[] {
    return this.#store.get().tabs.filter(hasUnstoredChanges);
  }

  async #send(): Promise<void> {
    if (this.#isSending) return this.#schedule(quietBeforeSending);
    this.#isSending = true;
    this.#onState({ kind: 'sending' });
    try {
      for (const id of this.#ports.drafts.removed()) await this.#remove(id);
      for (const tab of this.#unsent()) await this.#put(tab);
      this.#retry = firstRetry;
      this.#onState({ kind: 'kept' });
    } catch (problem) {
      this.#failed(problem);
    } finally {
      this.#isSending = false;
    }
  }

  async #put(tab: EditorTab): Promise<void> {
    const { updatedAt } = await this.#ports.put(draftOf(tab), false);
    this.#store.dispatch({ kind: 'stored', id: tab.id, revision: tab.revision, updatedAt });
    const current = this.#store.get().tabs.find(({ id }) => id === tab.id);
    if (current && !hasUnstoredChanges(current)) this.#ports.drafts.confirm(tab.id);
    else if (current) this.#ports.drafts.keep(draftOf(current));
  }

  async #remove(id: string): Promise<void> {
    await this.#ports.remove(id);
    this.#ports.drafts.confirm(id);
  }

  #failed(problem: unknown): void {
    const { message, isPassing } = this.#ports.describe(problem);
    this.#onState(isPassing ? { kind: 'offline' } : { kind: 'refused', problem: message });
    if (!isPassing) return;
    this.#schedule(this.#retry);
    this.#retry = Math.min(this.#retry * 2, slowestRetry);
  }
}
