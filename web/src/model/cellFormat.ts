import { cellKind, isNumberKind, type CellKind } from './cellType';
import { compactJson } from './cellJson';
import { timestampText } from './cellTime';

export type CellTone = 'number' | 'text' | 'null' | 'boolean' | 'nested' | 'time' | 'binary';

export interface CellText {
  readonly text: string;
  readonly tone: CellTone;
  /** More than fits: a clipped text, or the instant in UTC. */
  readonly title?: string;
  readonly isClipped?: boolean;
}

export interface FormatOptions {
  /** The viewer's IANA time zone. */
  readonly zone: string;
  /** Characters of a text that a cell shows. */
  readonly clip?: number;
}

const defaultClip = 300;
const titleClip = 1_000;

/** What a grid cell shows for a value of the server's JSON. Digits are never lost: numbers may come as strings. */
export function formatCell(value: unknown, type: string, options: FormatOptions): CellText {
  return formatKind(value, cellKind(type), options);
}

export function formatKind(value: unknown, kind: CellKind, options: FormatOptions): CellText {
  if (value === null || value === undefined) return { text: 'null', tone: 'null' };
  if (isNumberKind(kind)) return { text: groupDigits(String(value)), tone: 'number' };
  switch (kind) {
    case 'boolean':
      return { text: String(value), tone: 'boolean' };
    case 'timestamp':
      return timestampCell(value, options);
    case 'timestampLocal':
    case 'date':
      return { text: String(value).replace('T', ' '), tone: 'time' };
    case 'binary':
      return binaryCell(value, options);
    default:
      return typeof value === 'object' ? nestedCell(value, options) : textCell(String(value), options);
  }
}

function timestampCell(value: unknown, { zone }: FormatOptions): CellText {
  const raw = String(value);
  const text = timestampText(raw, zone);
  if (text === undefined) return { text: raw, tone: 'time' };
  return { text, tone: 'time', title: `${raw.replace('T', ' ').replace(/Z$/, '')} UTC` };
}

function textCell(value: string, { clip = defaultClip }: FormatOptions): CellText {
  const text = visibleText(value.length > clip ? value.slice(0, clip) : value);
  if (value.length <= clip) return { text, tone: 'text' };
  return { text: `${text}…`, tone: 'text', title: `${visibleText(value.slice(0, titleClip))}…`, isClipped: true };
}

function nestedCell(value: object, { clip = defaultClip }: FormatOptions): CellText {
  const json = compactJson(value, clip);
  const text = visibleText(json.text);
  return json.isWhole ? { text, tone: 'nested' } : { text: `${text}…`, tone: 'nested', isClipped: true };
}

/** Binary comes as base64; people read it as hexadecimal. */
function binaryCell(value: unknown, { clip = defaultClip }: FormatOptions): CellText {
  const base64 = String(value);
  const shown = hexOfBase64(base64, clip >> 1);
  const bytes = base64Bytes(base64);
  const isClipped = bytes > clip >> 1;
  return { text: `0x${shown}${isClipped ? '…' : ''}`, tone: 'binary', title: `${groupDigits(String(bytes))} bytes`, isClipped };
}

export function base64Bytes(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return Math.max(0, Math.floor((base64.length * 3) / 4) - padding);
}

export function hexOfBase64(base64: string, maxBytes = Number.POSITIVE_INFINITY): string {
  const characters = maxBytes === Number.POSITIVE_INFINITY ? base64.length : Math.ceil(maxBytes / 3) * 4;
  try {
    const bytes = atob(base64.slice(0, characters));
    let hex = '';
    for (let index = 0; index < bytes.length && index < maxBytes; index += 1) {
      hex += bytes.charCodeAt(index).toString(16).padStart(2, '0');
    }
    return hex;
  } catch {
    return base64.slice(0, maxBytes);
  }
}

/** Thousands separators in the whole part of a number's text; what is no plain number (`NaN`, `Infinity`) stays as it is. */
export function groupDigits(text: string): string {
  const match = /^(-?)(\d+)((?:\.\d+)?(?:[eE][+-]?\d+)?)$/.exec(text);
  if (!match) return text.replace(/^-(?=Infinity$)/, '−');
  const [, sign, whole = '', rest] = match;
  return `${sign === '-' ? '−' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${rest ?? ''}`;
}

// Control characters have pictures of their own; what would reorder the neighbours' text is named instead of obeyed.
const invisible = /[\u0000-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** Text with what can't be seen made visible: a grid must not lie about a value. */
export function visibleText(text: string): string {
  return text.replace(invisible, (character) => {
    if (character === '\n') return '↵';
    if (character === '\t') return '⇥';
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return '␡';
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}
