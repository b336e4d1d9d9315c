import { shortestEdit } from './textDiffEdits';

/** A part of a line; emphasised ones differ from the line on the other side. */
export interface DiffSegment {
  readonly text: string;
  readonly isEmphasised: boolean;
}

export interface DiffLine {
  /** From 1. */
  readonly number: number;
  readonly segments: readonly DiffSegment[];
}

/** One row of a side-by-side view; a missing side is a gap there. */
export interface DiffRow {
  readonly kind: 'same' | 'changed' | 'removed' | 'added';
  readonly before?: DiffLine;
  readonly after?: DiffLine;
}

/** Lines by Myers' algorithm; removed lines are paired with the added ones that follow them, word by word. */
export function diffTexts(before: string, after: string): DiffRow[] {
  const old = linesOf(before);
  const fresh = linesOf(after);
  const rows: DiffRow[] = [];
  for (const edit of shortestEdit(old, fresh)) {
    if (edit.kind === 'same') {
      for (let index = 0; index < edit.length; index += 1) {
        rows.push({
          kind: 'same',
          before: plainLine(old, edit.before + index),
          after: plainLine(fresh, edit.after + index),
        });
      }
    } else rows.push(...changedRows(old, fresh, edit));
  }
  return rows;
}

export interface DiffCounts {
  readonly added: number;
  readonly removed: number;
}

export function countChanges(rows: readonly DiffRow[]): DiffCounts {
  const added = rows.filter(({ kind, after }) => kind !== 'same' && after).length;
  const removed = rows.filter(({ kind, before }) => kind !== 'same' && before).length;
  return { added, removed };
}

function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}

function plainLine(lines: readonly string[], index: number): DiffLine {
  return { number: index + 1, segments: [{ text: lines[index] ?? '', isEmphasised: false }] };
}

interface Replacement {
  readonly before: number;
  readonly removed: number;
  readonly after: number;
  readonly added: number;
}

function changedRows(old: readonly string[], fresh: readonly string[], edit: Replacement): DiffRow[] {
  const paired = Math.min(edit.removed, edit.added);
  const rows: DiffRow[] = [];
  for (let index = 0; index < paired; index += 1) {
    const words = diffWords(old[edit.before + index] ?? '', fresh[edit.after + index] ?? '');
    rows.push({
      kind: 'changed',
      before: { number: edit.before + index + 1, segments: words.before },
      after: { number: edit.after + index + 1, segments: words.after },
    });
  }
  for (let index = paired; index < edit.removed; index += 1) {
    rows.push({ kind: 'removed', before: plainLine(old, edit.before + index) });
  }
  for (let index = paired; index < edit.added; index += 1) {
    rows.push({ kind: 'added', after: plainLine(fresh, edit.after + index) });
  }
  return rows;
}

const wordPattern = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu;

function diffWords(before: string, after: string): { before: DiffSegment[]; after: DiffSegment[] } {
  const old = before.match(wordPattern) ?? [];
  const fresh = after.match(wordPattern) ?? [];
  const result = { before: [] as DiffSegment[], after: [] as DiffSegment[] };
  for (const edit of shortestEdit(old, fresh)) {
    if (edit.kind === 'same') {
      const text = old.slice(edit.before, edit.before + edit.length).join('');
      addSegment(result.before, text, false);
      addSegment(result.after, text, false);
    } else {
      addSegment(result.before, old.slice(edit.before, edit.before + edit.removed).join(''), true);
      addSegment(result.after, fresh.slice(edit.after, edit.after + edit.added).join(''), true);
    }
  }
  return result;
}

function addSegment(segments: DiffSegment[], text: string, isEmphasised: boolean): void {
  if (text !== '') segments.push({ text, isEmphasised });
}
