import CodeMirror from 'codemirror';
import 'codemirror/addon/comment/comment';
import 'codemirror/addon/dialog/dialog';
import 'codemirror/addon/display/placeholder';
import 'codemirror/addon/edit/closebrackets';
import 'codemirror/addon/edit/matchbrackets';
import 'codemirror/addon/search/jump-to-line';
import 'codemirror/addon/search/search';
import 'codemirror/addon/search/searchcursor';
import type { CompletionSource } from '../../../model/completion';
import { runnableStatements, statementAt, type TextRange } from '../../../model/sqlScript';
import { acceptShown, bindCompletion, openCompletion } from './completionPopup';
import { registerSqlMode, sqlMode } from './sqlMode';

export interface CodeEditorOptions {
  readonly label: string;
  readonly placeholder: string;
  readonly completion: () => CompletionSource;
  readonly onChange: (id: string, text: string) => void;
  readonly onCursor: (cursor: CodeCursor) => void;
  readonly onRun: (what: 'current' | 'script') => void;
  readonly onSave: () => void;
}

/** Where the cursor is; line and column from 1, for people. */
export interface CodeCursor {
  readonly selection: TextRange;
  readonly line: number;
  readonly column: number;
}

/** The text editor of all tabs: each has its own document, with its own undo history, selection and scroll place. */
export class CodeEditor {
  readonly #editor: CodeMirror.Editor;
  readonly #documents = new Map<string, CodeMirror.Doc>();
  readonly #options: CodeEditorOptions;
  #mark: CodeMirror.TextMarker<CodeMirror.MarkerRange> | undefined;
  #currentLines: CodeMirror.LineHandle[] = [];
  #isShowing = false;
  #id = '';

  constructor(host: HTMLElement, options: CodeEditorOptions) {
    registerSqlMode();
    this.#options = options;
    this.#editor = CodeMirror(host, this.#configuration());
    describe(this.#editor.getInputField(), options.label);
    this.#editor.on('changes', () => this.#changed());
    this.#editor.on('cursorActivity', () => this.#cursorMoved());
    bindCompletion(this.#editor, options.completion);
  }

  /** Shows a tab's document; a text that differs from it, such as a saved one just opened, replaces it undoably. */
  show(id: string, text: string): void {
    this.#isShowing = true;
    this.#id = id;
    const known = this.#documents.get(id);
    const document = known ?? CodeMirror.Doc(text, sqlMode);
    this.#documents.set(id, document);
    if (this.#editor.getDoc() !== document) this.#editor.swapDoc(document);
    if (document.getValue() !== normalised(text)) document.setValue(text);
    this.#isShowing = false;
    this.#cursorMoved();
  }

  /** Lets go of the documents of closed tabs. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.#documents.keys()) if (!ids.has(id)) this.#documents.delete(id);
  }

  get text(): string {
    return this.#editor.getDoc().getValue();
  }

  get cursor(): CodeCursor {
    const doc = this.#editor.getDoc();
    const [from, to, head] = [doc.getCursor('from'), doc.getCursor('to'), doc.getCursor()];
    const selection = { start: doc.indexFromPos(from), end: doc.indexFromPos(to) };
    return { selection, line: head.line + 1, column: head.ch + 1 };
  }

  insert(text: string): void {
    this.#editor.getDoc().replaceSelection(text, 'end');
    this.focus();
  }

  /** Underlines a range in the error's colour and scrolls to it; the cursor stays where it is. */
  mark(range: TextRange | undefined, message: string): void {
    this.#mark?.clear();
    this.#mark = undefined;
    if (!range) return;
    const doc = this.#editor.getDoc();
    const [from, to] = [doc.posFromIndex(range.start), doc.posFromIndex(range.end)];
    this.#mark = doc.markText(from, to, {
      className: 'tl-ed-code__error',
      clearOnEnter: false,
      attributes: { title: message },
    });
    this.#editor.scrollIntoView({ from, to }, 40);
  }

  goTo(range: TextRange): void {
    const doc = this.#editor.getDoc();
    doc.setSelection(doc.posFromIndex(range.start), doc.posFromIndex(range.end));
    this.#editor.scrollIntoView(null, 60);
    this.focus();
  }

  focus(): void {
    this.#editor.focus();
  }

  #configuration(): CodeMirror.EditorConfiguration {
    return {
      mode: sqlMode,
      theme: 'tideline',
      lineNumbers: true,
      lineWrapping: false,
      indentUnit: 2,
      tabSize: 2,
      matchBrackets: true,
      autoCloseBrackets: "()[]''\"\"``",
      placeholder: this.#options.placeholder,
      inputStyle: 'contenteditable',
      spellcheck: false,
      extraKeys: this.#keys(),
    };
  }

  #keys(): CodeMirror.KeyMap {
    const run = (): void => this.#options.onRun('current');
    const script = (): void => this.#options.onRun('script');
    const save = (): void => this.#options.onSave();
    return {
      'Ctrl-Space': () => openCompletion(this.#editor, this.#options.completion),
      'Ctrl-Enter': run,
      'Cmd-Enter': run,
      'Shift-Ctrl-Enter': script,
      'Shift-Cmd-Enter': script,
      'Ctrl-S': save,
      'Cmd-S': save,
      'Ctrl-/': 'toggleComment',
      'Cmd-/': 'toggleComment',
      Tab: (editor) => {
        if (!acceptShown(editor)) editor.execCommand(editor.somethingSelected() ? 'indentMore' : 'insertSoftTab');
      },
      'Shift-Tab': 'indentLess',
      Esc: (editor) => this.#letTabLeave(editor),
    };
  }

  /** Tab indents, so that the keyboard would be caught here: after Escape it leaves the editor (WCAG 2.1.2). */
  #letTabLeave(editor: CodeMirror.Editor): void {
    editor.addKeyMap(leavingKeys);
    const stay = (): void => {
      editor.removeKeyMap(leavingKeys);
      editor.off('blur', stay);
      editor.off('inputRead', stay);
    };
    editor.on('blur', stay);
    editor.on('inputRead', stay);
  }

  #changed(): void {
    if (this.#isShowing) return;
    this.#options.onChange(this.#id, this.text);
  }

  #cursorMoved(): void {
    if (this.#isShowing) return;
    this.#options.onCursor(this.cursor);
    this.#showCurrentStatement();
  }

  /** A bar beside the statement that Run means, when the script has several. */
  #showCurrentStatement(): void {
    const doc = this.#editor.getDoc();
    for (const line of this.#currentLines) this.#editor.removeLineClass(line, 'gutter', 'tl-ed-code__current');
    this.#currentLines = [];
    const { text, cursor } = this;
    if (doc.somethingSelected() || runnableStatements(text).length < 2) return;
    const body = statementAt(text, cursor.selection.start)?.body;
    if (!body) return;
    const [first, last] = [doc.posFromIndex(body.start).line, doc.posFromIndex(body.end).line];
    for (let line = first; line <= last; line += 1) {
      this.#currentLines.push(this.#editor.addLineClass(line, 'gutter', 'tl-ed-code__current'));
    }
  }
}

const leavingKeys: CodeMirror.KeyMap = { Tab: false, 'Shift-Tab': false };

/** CodeMirror gives its input no role that says what it is. */
function describe(input: HTMLElement, label: string): void {
  input.setAttribute('role', 'textbox');
  input.setAttribute('aria-multiline', 'true');
  input.setAttribute('aria-label', label);
  input.setAttribute('aria-description', 'Tab indents; press Escape, then Tab, to leave.');
}

/** CodeMirror's texts have line feeds only. */
function normalised(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
