import { EditorModel } from '../features/editor/editorModel';
import { serverServices } from '../features/editor/serverServices';

/** One for the page's life: texts and runs survive a change of place. */
export const editor = new EditorModel(serverServices);
