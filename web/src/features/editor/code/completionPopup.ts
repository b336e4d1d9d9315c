import CodeMirror from 'codemirror';
import 'codemirror/addon/hint/show-hint';
import { fitOf, type CompletionItem, type CompletionKind, type CompletionSource } from '../../../model/completion';

const kindMarks: Record<CompletionKind, string> = {
  column: 'col',
  table: 'tbl',
  schema: 'sch',
  alias: 'as',
  function: 'fn',
  keyword: 'key',
};

/** Opens the popup on Ctrl-Space and while a name is typed; a source that answers late is not shown for an older text. */
export function bindCompletion(editor: CodeMirror.Editor, source: () => CompletionSource): void {
  editor.on('endCompletion', () => shown.delete(editor));
  editor.on('inputRead', (_, change) => {
    if (change.origin === '+input' && isWorthOpening(editor)) openCompletion(editor, source);
  });
}

interface ShownList {
  readonly from: number;
  readonly items: readonly CompletionItem[];
}

const shown = new WeakMap<CodeMirror.Editor, ShownList>();

/**
 * For Tab while a newer list is on its way, when CodeMirror has the popup's own keys switched off: takes the first item on
 * screen that still fits. False when there is no list, and Tab means Tab.
 */
export function acceptShown(editor: CodeMirror.Editor): boolean {
  const list = shown.get(editor);
  if (!editor.state.completionActive || !list) return false;
  const doc = editor.getDoc();
  const [from, to] = [doc.posFromIndex(list.from), doc.getCursor()];
  const typed = doc.getRange(from, to);
  const fits = list.items.flatMap((item) => {
    const fit = fitOf(typed, item.label);
    return fit ? [{ item, tier: fit.tier }] : [];
  });
  const best = fits.find(({ tier }) => tier === 0) ?? fits[0];
  editor.closeHint();
  if (best) insert(editor, best.item, { from, to });
  return best !== undefined;
}

/** From the second letter of a name, and behind a dot or an opened backtick. */
function isWorthOpening(editor: CodeMirror.Editor): boolean {
  const { line, ch } = editor.getDoc().getCursor();
  const before = editor.getDoc().getLine(line).slice(0, ch);
  return /(?:[\p{L}_][\p{L}\p{N}_]+|[\p{L}\p{N}_`]\.|`)$/u.test(before);
}

export function openCompletion(editor: CodeMirror.Editor, source: () => CompletionSource): void {
  if (editor.state.completionActive) return;
  editor.showHint({
    hint: (current: CodeMirror.Editor) => hintsFrom(current, source()),
    completeSingle: false,
    closeCharacters: /[\s()[\]{};:>,=]/,
    alignWithWord: true,
  });
}

async function hintsFrom(editor: CodeMirror.Editor, source: CompletionSource): Promise<CodeMirror.Hints | null> {
  const doc = editor.getDoc();
  const offset = doc.indexFromPos(doc.getCursor());
  const text = doc.getValue();
  const { from, to, items } = await source.complete({ text, offset });
  if (items.length === 0 || isAlreadyTyped(text.slice(from, to), items)) return null;
  const hints = { from: doc.posFromIndex(from), to: doc.posFromIndex(to), list: items.map(hintOf) };
  CodeMirror.on(hints, 'shown', () => shown.set(editor, { from, items }));
  return hints;
}

function isAlreadyTyped(typed: string, items: readonly CompletionItem[]): boolean {
  return items.length === 1 && items[0]?.insert === typed;
}

function hintOf(item: CompletionItem): CodeMirror.Hint {
  return {
    text: item.insert,
    render: (element) => render(element, item),
    hint: (editor, data) => insert(editor, item, data),
  };
}

function insert(editor: CodeMirror.Editor, item: CompletionItem, { from, to }: Pick<CodeMirror.Hints, 'from' | 'to'>): void {
  const doc = editor.getDoc();
  doc.replaceRange(item.insert, from, to, 'complete');
  const end = doc.indexFromPos(from) + item.insert.length;
  doc.setCursor(doc.posFromIndex(end - item.stepBack));
}

function render(element: HTMLLIElement, item: CompletionItem): void {
  const mark = part('kind', kindMarks[item.kind]);
  mark.dataset['kind'] = item.kind;
  const label = part('label', '');
  const matched = new Set(item.matched);
  [...item.label].forEach((character, index) => {
    const piece = document.createElement(matched.has(index) ? 'b' : 'span');
    piece.textContent = character;
    label.append(piece);
  });
  element.append(mark, label, part('detail', item.detail));
}

function part(name: string, text: string): HTMLSpanElement {
  const element = document.createElement('span');
  element.className = `tl-ed-completion__${name}`;
  element.textContent = text;
  return element;
}
