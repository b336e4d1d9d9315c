import type { ErrorPosition } from './apiError';
import { offsetOfPosition, rangeToMark } from './sqlScript';

/** The line of a statement that an error speaks of, and what in it. */
export interface ErrorExcerpt {
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

/** More of a line than this on either side helps nobody to find the place. */
const mostAround = 80;
const mostMarked = 200;

export function errorExcerpt(statement: string, position: ErrorPosition): ErrorExcerpt {
  const { start, end } = rangeToMark(statement, offsetOfPosition(statement, position));
  const lineStart = Math.max(statement.lastIndexOf('\n', start - 1), statement.lastIndexOf('\r', start - 1)) + 1;
  const lineEnd = /[\r\n]|$/.exec(statement.slice(start))?.index ?? 0;
  const marked = statement.slice(start, Math.min(end, start + lineEnd));
  const before = statement.slice(lineStart, start).replace(/^\s+/, '');
  const after = statement.slice(start + marked.length, start + lineEnd);
  return {
    before: before.length > mostAround ? `…${before.slice(-mostAround)}` : before,
    marked: marked.length > mostMarked ? `${marked.slice(0, mostMarked)}…` : marked,
    after: after.length > mostAround ? `${after.slice(0, mostAround)}…` : after,
  };
}
