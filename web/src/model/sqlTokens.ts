/**
 * Cuts Spark SQL into tokens by the rules of `Sources/SparkSQL/Lexer/Lexer.swift`, as far as the editor needs them.
 * The tokens cover the text without a gap; no character is looked at more than a few times.
 */
export type SqlTokenKind =
  | 'space' | 'lineComment' | 'blockComment' | 'string' | 'quotedName' | 'word' | 'number' | 'semicolon' | 'colon'
  | 'symbol';

export interface SqlToken {
  readonly kind: SqlTokenKind;
  readonly start: number;
  readonly end: number;
  /** A string, name or comment that the text ends within. */
  readonly isOpen?: true;
}

const wordPattern = /[\p{L}\p{N}_]+/uy;
const numberPattern = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[\p{L}\p{N}_]*/uy;
const spacePattern = /[\s\u0000-\u001f]+/uy;
const twoCharacterSymbols = new Set(['::', '->', '=>', '<=', '>=', '<>', '!=', '==', '||', '|>', '<<', '*/']);

export function tokenizeSql(text: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  let position = 0;
  while (position < text.length) {
    const token = scanToken(text, position);
    tokens.push(token);
    position = token.end;
  }
  return tokens;
}

function scanToken(text: string, start: number): SqlToken {
  const first = text.charAt(start);
  const second = text.charAt(start + 1);
  if (first === "'" || first === '"') return scanString(text, start, first);
  if (first === '`') return scanQuotedName(text, start);
  if (first === '-' && second === '-') return scanLineComment(text, start);
  if (first === '/' && second === '*' && text.charAt(start + 2) !== '+') return scanBlockComment(text, start);
  if ((first === 'r' || first === 'R') && (second === "'" || second === '"')) return scanRawString(text, start, second);
  if (first === ';') return { kind: 'semicolon', start, end: start + 1 };
  if (first === ':' && second !== ':') return { kind: 'colon', start, end: start + 1 };
  return scanPattern(text, start) ?? scanSymbol(text, start);
}

function scanPattern(text: string, start: number): SqlToken | undefined {
  const first = text.charCodeAt(start);
  const isDigit = first >= 48 && first <= 57;
  if (isDigit || (first === 46 && /\d/.test(text.charAt(start + 1)))) {
    return { kind: 'number', start, end: endOfMatch(numberPattern, text, start) };
  }
  const word = endOfMatch(wordPattern, text, start);
  if (word > start) return { kind: 'word', start, end: word };
  const space = endOfMatch(spacePattern, text, start);
  return space > start ? { kind: 'space', start, end: space } : undefined;
}

function endOfMatch(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
}

function scanSymbol(text: string, start: number): SqlToken {
  if (twoCharacterSymbols.has(text.slice(start, start + 2))) return { kind: 'symbol', start, end: start + 2 };
  const isPair = (text.codePointAt(start) ?? 0) > 0xffff;
  return { kind: 'symbol', start, end: start + (isPair ? 2 : 1) };
}

/** A backslash takes the next character with it; a doubled quote stands for one and does not end the literal. */
function scanString(text: string, start: number, quote: string): SqlToken {
  let position = start + 1;
  while (position < text.length) {
    const character = text.charAt(position);
    if (character === '\\') position += 2;
    else if (character !== quote) position += 1;
    else if (text.charAt(position + 1) === quote) position += 2;
    else return { kind: 'string', start, end: position + 1 };
  }
  return { kind: 'string', start, end: text.length, isOpen: true };
}

function scanRawString(text: string, start: number, quote: string): SqlToken {
  const end = text.indexOf(quote, start + 2);
  if (end < 0) return { kind: 'string', start, end: text.length, isOpen: true };
  return { kind: 'string', start, end: end + 1 };
}

function scanQuotedName(text: string, start: number): SqlToken {
  let position = start + 1;
  for (;;) {
    const quote = text.indexOf('`', position);
    if (quote < 0) return { kind: 'quotedName', start, end: text.length, isOpen: true };
    if (text.charAt(quote + 1) !== '`') return { kind: 'quotedName', start, end: quote + 1 };
    position = quote + 2;
  }
}

/** Up to the line's end, without it; a backslash before a line feed continues the comment on the next line. */
function scanLineComment(text: string, start: number): SqlToken {
  let position = start + 2;
  while (position < text.length) {
    const character = text.charAt(position);
    const isContinued = character === '\n' && text.charAt(position - 1) === '\\';
    if (character === '\r' || (character === '\n' && !isContinued)) break;
    position += 1;
  }
  const isLast = position === text.length;
  return isLast ? { kind: 'lineComment', start, end: position, isOpen: true } : { kind: 'lineComment', start, end: position };
}

function scanBlockComment(text: string, start: number): SqlToken {
  let depth = 1;
  let position = start + 2;
  while (position < text.length) {
    const pair = text.slice(position, position + 2);
    if (pair === '*/') depth -= 1;
    else if (pair === '/*' && text.charAt(position + 2) !== '+') depth += 1;
    else {
      position += 1;
      continue;
    }
    position += 2;
    if (depth === 0) return { kind: 'blockComment', start, end: position };
  }
  return { kind: 'blockComment', start, end: text.length, isOpen: true };
}

export function isTrivia(token: SqlToken): boolean {
  return token.kind === 'space' || token.kind === 'lineComment' || token.kind === 'blockComment';
}

/** What stands at a token of a name: the word as written, or the inside of its backticks. */
export function nameOf(text: string, token: SqlToken): string {
  const written = text.slice(token.start, token.end);
  if (token.kind !== 'quotedName') return written;
  return written.slice(1, token.isOpen ? undefined : -1).replace(/``/g, '`');
}
