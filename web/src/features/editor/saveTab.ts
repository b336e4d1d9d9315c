import type { EditorModel } from './editorModel';
import type { EditorNotice } from './useEditor';

/** Over the saved query that the shown tab came from; one that came from none is asked for its name. */
export async function saveTab(model: EditorModel, notify: (notice: EditorNotice) => void): Promise<void> {
  const { tab } = model;
  if (!tab) return;
  const saved = model.saved.of(tab);
  const ask = (): void => model.dispatch({ kind: 'saving', isAsked: true });
  if (!saved) return ask();
  try {
    await model.saved.save(tab);
    notify({ text: `Saved “${saved.name}”.`, action: { label: 'Save as…', onSelect: ask } });
  } catch (problem) {
    notify({ text: model.services.describe(problem).message });
  }
}
