import type { CompletionSource } from '../../model/completion';
import { catalogCompletion } from '../../model/completionCatalog';
import type { DrawerName } from '../../model/editorDrawer';
import { runnableStatements, statementAt, type TextRange } from '../../model/sqlScript';
import { activeTab, type EditorTab, type NewTab, type TabChange, type TabsAction } from '../../model/tabs';
import { createStore } from '../../model/store';
import { tabView } from '../../model/tabView';
import { draftOf } from '../../model/tabsMerge';
import { runOf, type StatementToRun } from '../../model/tabsRun';
import type { CodeEditor } from './code/codeEditor';
import { browserClosedTabs } from './closedTabs';
import { browserDrafts } from './draftStore';
import { initialEditor, reduceEditor } from './editorState';
import { SavedQueries } from './savedQueries';
import { ScriptRunner } from './scriptRunner';
import type { EditorServices } from './services';
import { TabKeeper } from './tabKeeper';

/** The editor behind its components: one for the page's life, so that runs and texts survive a change of place. */
export class EditorModel {
  readonly services: EditorServices;
  readonly saved: SavedQueries;
  readonly completion: CompletionSource;
  readonly closed = browserClosedTabs(localStorage);
  /** Set while the text is on screen. */
  textEditor: CodeEditor | undefined;
  readonly #keeper: TabKeeper;
  readonly #runner: ScriptRunner;
  readonly #store = createStore(reduceEditor, initialEditor);
  readonly #onRunOver = new Set<(tab: EditorTab) => void>();

  constructor(services: EditorServices) {
    this.services = services;
    this.completion = catalogCompletion(services.catalog);
    this.saved = new SavedQueries(this);
    const after = (milliseconds: number, work: () => void): (() => void) => {
      const timer = setTimeout(work, milliseconds);
      return () => clearTimeout(timer);
    };
    this.#runner = new ScriptRunner({
      ...services.queries,
      describe: services.describe,
      wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    });
    const store = { get: () => this.get().tabs, dispatch: this.change, subscribe: this.subscribe };
    const ports = { ...services.tabs, drafts: browserDrafts(localStorage), freshId, after, describe: services.describe };
    this.#keeper = new TabKeeper(store, ports, (state) => this.dispatch({ kind: 'keeping', state }));
  }

  readonly get = this.#store.get;
  readonly subscribe = this.#store.subscribe;
  readonly dispatch = this.#store.dispatch;
  readonly change = (action: TabsAction): void => this.dispatch({ kind: 'tabs', action });

  /** Loads the tabs and keeps them until the returned function is called. */
  start(wanted: string | undefined): () => void {
    const stop = this.#keeper.start();
    const flush = (): void => this.#keeper.flush();
    const online = (): void => this.#keeper.sendNow();
    window.addEventListener('pagehide', flush);
    window.addEventListener('online', online);
    void this.load(wanted);
    return () => {
      this.#keeper.flush();
      stop();
      window.removeEventListener('pagehide', flush);
      window.removeEventListener('online', online);
    };
  }

  async load(wanted: string | undefined): Promise<void> {
    void this.saved.load();
    await this.#keeper.load(wanted);
    for (const tab of this.get().tabs.tabs) void this.#restoreRun(tab);
  }

  get tab(): EditorTab | undefined {
    return activeTab(this.get().tabs);
  }

  /** Told of each run that ends, unless its tab was closed; returns how to stop. */
  onRunOver(listener: (tab: EditorTab) => void): () => void {
    this.#onRunOver.add(listener);
    return () => this.#onRunOver.delete(listener);
  }

  open(fields: Omit<NewTab, 'id'> = {}): string {
    const id = freshId();
    this.change({ kind: 'opened', tab: { ...fields, id } });
    if (fields.queryId !== undefined) void this.#restoreRun(this.tab);
    return id;
  }

  close(id: string): void {
    const tab = this.get().tabs.tabs.find((one) => one.id === id);
    if (tab) this.closed.add(draftOf(tab));
    this.change({ kind: 'closed', id });
    if (this.get().tabs.tabs.length === 0) this.open();
  }

  undoClose(id: string): void {
    this.change({ kind: 'closeUndone', id, freshId: freshId() });
  }

  edit(change: TabChange): void {
    const id = this.get().tabs.activeId;
    if (id !== undefined) this.change({ kind: 'changed', id, change });
  }

  /** At the cursor, or behind the text while the editor is not on screen. */
  insert(text: string): void {
    if (this.textEditor) this.textEditor.insert(text);
    else if (this.tab) this.edit({ query: this.tab.query === '' ? text : `${this.tab.query}\n${text}` });
  }

  showDrawer(name: DrawerName | undefined): void {
    this.dispatch({ kind: 'drawer', name });
  }

  /** The selection's statements, or the one at the cursor. */
  runCurrent(): void {
    this.#run(this.currentStatements());
  }

  runScript(): void {
    const text = this.tab?.query ?? '';
    this.#run(statementsOf(text, 0));
  }

  currentStatements(): StatementToRun[] {
    const text = this.tab?.query ?? '';
    const { selection } = this.get().cursor;
    const selected = text.slice(selection.start, selection.end);
    if (selected.trim() !== '') return statementsOf(selected, selection.start);
    const body = statementAt(text, selection.start)?.body;
    return body ? [statementIn(text, body, 0)] : [];
  }

  cancel(): void {
    const id = this.get().tabs.activeId;
    if (id === undefined) return;
    this.#runner.cancel(id).catch((problem: unknown) => {
      this.dispatch({ kind: 'keeping', state: { kind: 'refused', problem: this.services.describe(problem).message } });
    });
  }

  #run(statements: readonly StatementToRun[]): void {
    const { tab } = this;
    if (!tab || statements.length === 0 || this.#runner.isActive(tab.id)) return;
    const { id } = tab;
    this.change({ kind: 'runStarted', id, statements });
    const options = { inputs: tab.parameters, limit: tabView(tab.view).limit };
    const run = this.#runner.run(id, statements, options, (index, change) => {
      this.change({ kind: 'runChanged', id, index, change });
      if (change.state === 'running' && change.queryId !== undefined && this.#shown(id) !== change.queryId) {
        this.change({ kind: 'changed', id, change: { queryId: change.queryId } });
      }
    });
    void run.then(() => this.#runOver(id));
  }

  #shown(id: string): string | undefined {
    return this.get().tabs.tabs.find((tab) => tab.id === id)?.queryId;
  }

  #runOver(id: string): void {
    const tab = this.get().tabs.tabs.find((one) => one.id === id);
    if (tab) for (const listener of this.#onRunOver) listener(tab);
  }

  /** After a reload: the tab's query may have ended long ago, may run still, or be forgotten by the server. */
  async #restoreRun(tab: EditorTab | undefined): Promise<void> {
    if (tab?.queryId === undefined || tab.run) return;
    try {
      const entry = await this.services.queries.entry(tab.queryId);
      this.change({ kind: 'runRestored', id: tab.id, run: runOf(entry.query, entry.change) });
      if (entry.state !== 'running') return;
      await this.#runner.follow(tab.id, tab.queryId, (index, change) => this.change({ kind: 'runChanged', id: tab.id, index, change }));
      this.#runOver(tab.id);
    } catch (problem) {
      const { code, message } = this.services.describe(problem);
      this.change({ kind: 'runRestored', id: tab.id, run: runOf('', { state: 'failed', error: { code, message } }) });
    }
  }
}

function statementsOf(text: string, shift: number): StatementToRun[] {
  return runnableStatements(text).map(({ body }) => statementIn(text, body, shift));
}

function statementIn(text: string, body: TextRange, shift: number): StatementToRun {
  return { text: text.slice(body.start, body.end), range: { start: body.start + shift, end: body.end + shift } };
}

/** Only secure pages have `randomUUID`, and Tideline may be served on plain HTTP in a private network. */
export function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte, index) => {
    const value = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    return value.toString(16).padStart(2, '0');
  }).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

