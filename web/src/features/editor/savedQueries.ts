import { differsFromSaved, type EditorTab } from '../../model/tabs';
import { inputsOf, storedParameters } from '../../model/tabsMerge';
import { normalFolder } from '../../model/tabsSaved';
import type { SavedQuery } from '../../model/workspace';
import type { EditorModel } from './editorModel';
import type { SavedContent } from './services';

/** The saved queries: each change is the server's first, then shown. Methods reject with the server's refusal. */
export class SavedQueries {
  readonly #model: EditorModel;

  constructor(model: EditorModel) {
    this.#model = model;
  }

  async load(): Promise<void> {
    try {
      const queries = await this.#model.services.saved.list();
      this.#show([...queries]);
    } catch (problem) {
      const { message, code } = this.#model.services.describe(problem);
      this.#model.dispatch({ kind: 'saved', state: { phase: 'failed', problem: message, code, queries: [] } });
    }
  }

  of(tab: EditorTab): SavedQuery | undefined {
    return this.#byId(tab.savedQueryId);
  }

  /** Whether the tab has something that its saved query has not. */
  differs(tab: EditorTab): boolean {
    const saved = this.of(tab);
    return saved !== undefined && differsFromSaved(tab, { query: saved.query, parameters: inputsOf(saved.parameters) });
  }

  open(saved: SavedQuery): void {
    const { tabs } = this.#model.get();
    const known = tabs.tabs.find(({ savedQueryId }) => savedQueryId === saved.id);
    if (known) return this.#model.change({ kind: 'activated', id: known.id });
    const { id, name, query, parameters, view } = saved;
    this.#model.open({ title: name, query, parameters: inputsOf(parameters), view, savedQueryId: id });
  }

  /** Whether there is such a one, perhaps since the list was loaded. */
  async openById(id: string): Promise<boolean> {
    if (!this.#byId(id)) await this.load();
    const found = this.#byId(id);
    if (found) this.open(found);
    return found !== undefined;
  }

  #byId(id: string | undefined): SavedQuery | undefined {
    return this.#queries.find((query) => query.id === id);
  }

  /** Over the saved query that the tab came from. */
  async save(tab: EditorTab): Promise<void> {
    const saved = this.of(tab);
    if (saved) await this.#change(saved.id, { ...describedBy(saved), ...contentOf(tab) });
  }

  async saveAs(tab: EditorTab, name: string, folder: string): Promise<void> {
    const fresh = await this.#model.services.saved.create({ name: name.trim(), folder: normalFolder(folder), ...contentOf(tab) });
    this.#show([...this.#queries, fresh]);
    this.#model.change({ kind: 'changed', id: tab.id, change: { savedQueryId: fresh.id, title: fresh.name } });
  }

  async rename(saved: SavedQuery, name: string, folder: string): Promise<void> {
    const { query, parameters, view } = saved;
    const place = { name: name.trim(), folder: normalFolder(folder) };
    await this.#change(saved.id, { ...describedBy(saved), ...place, query, parameters, view });
    for (const { id, savedQueryId, title } of this.#model.get().tabs.tabs) {
      if (savedQueryId === saved.id && title === saved.name) this.#model.change({ kind: 'changed', id, change: { title: name.trim() } });
    }
  }

  /** Tabs that came from it stay, as unsaved ones. */
  async remove(saved: SavedQuery): Promise<void> {
    await this.#model.services.saved.remove(saved.id);
    this.#show(this.#queries.filter(({ id }) => id !== saved.id));
    for (const { id, savedQueryId } of this.#model.get().tabs.tabs) {
      if (savedQueryId === saved.id) this.#model.change({ kind: 'changed', id, change: { savedQueryId: null } });
    }
  }

  async #change(id: string, content: SavedContent): Promise<void> {
    const changed = await this.#model.services.saved.change(id, content);
    this.#show(this.#queries.map((query) => (query.id === id ? changed : query)));
  }

  get #queries(): readonly SavedQuery[] {
    return this.#model.get().saved.queries;
  }

  #show(queries: readonly SavedQuery[]): void {
    this.#model.dispatch({ kind: 'saved', state: { phase: 'ready', queries } });
  }
}

function contentOf(tab: EditorTab): Pick<SavedContent, 'query' | 'parameters' | 'view'> {
  return { query: tab.query, parameters: storedParameters(tab.parameters), view: tab.view };
}

function describedBy({ name, folder, description }: SavedQuery): Pick<SavedContent, 'name' | 'folder' | 'description'> {
  return { name, folder, ...(description === undefined ? {} : { description }) };
}
