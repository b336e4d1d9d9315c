import { cellKind, columnKeys, isNumberKind, type ColumnMeta, type Row } from './cellType';
import { formatCell } from './cellFormat';

/** How a person arranged the columns, by key. Serialisable; columns that a later result lacks are ignored, new ones come last. */
export interface GridLayout {
  readonly order: readonly string[];
  readonly hidden: readonly string[];
  readonly pinned: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
}

export const emptyLayout: GridLayout = { order: [], hidden: [], pinned: [], widths: {} };

export type LayoutAction =
  | { readonly kind: 'resized'; readonly key: string; readonly width: number }
  | { readonly kind: 'fitted'; readonly key: string }
  | { readonly kind: 'movedBefore'; readonly key: string; readonly before: string | undefined }
  | { readonly kind: 'shifted'; readonly key: string; readonly by: 1 | -1 }
  | { readonly kind: 'pinned'; readonly key: string; readonly isPinned: boolean }
  | { readonly kind: 'hidden'; readonly key: string }
  | { readonly kind: 'shown'; readonly key: string }
  | { readonly kind: 'allShown' }
  | { readonly kind: 'reset' };

export const leastWidth = 48;
export const mostWidth = 1_200;
const mostEstimate = 360;
const characterWidth = 7.4;
const cellPadding = 20;
const headerControls = 46;

/** A width at which the header and most of the sample can be read. */
export function estimateWidth(column: ColumnMeta, index: number, sample: readonly Row[], zone: string): number {
  const header = Math.max(column.name.length, Math.min(column.type.length, 18)) * characterWidth + headerControls;
  let longest = 0;
  for (const row of sample) {
    longest = Math.max(longest, formatCell(row[index], column.type, { zone, clip: 80 }).text.length);
  }
  const wanted = Math.max(header, longest * characterWidth + cellPadding);
  const most = isNumberKind(cellKind(column.type)) ? mostEstimate * 2 : mostEstimate;
  return Math.round(Math.min(most, Math.max(leastWidth + headerControls, wanted)));
}

export interface PlacedColumn {
  readonly key: string;
  /** Where its values are in a row. */
  readonly index: number;
  readonly name: string;
  readonly type: string;
  readonly left: number;
  readonly width: number;
  readonly isPinned: boolean;
}

/** Visible columns from left to right, the pinned ones first. */
export function placeColumns(columns: readonly ColumnMeta[], layout: GridLayout, estimates: readonly number[]): PlacedColumn[] {
  const keys = columnKeys(columns);
  const indexOf = new Map(keys.map((key, index) => [key, index]));
  const hidden = new Set(layout.hidden);
  const pinned = new Set(layout.pinned);
  const visible = orderedKeys(keys, layout.order).filter((key) => !hidden.has(key));
  const arranged = [...visible.filter((key) => pinned.has(key)), ...visible.filter((key) => !pinned.has(key))];
  let left = 0;
  return arranged.map((key) => {
    const index = indexOf.get(key) ?? 0;
    const { name, type } = columns[index] ?? { name: key, type: '' };
    const width = layout.widths[key] ?? estimates[index] ?? leastWidth;
    const placed = { key, index, name, type, left, width, isPinned: pinned.has(key) };
    left += width;
    return placed;
  });
}

function orderedKeys(keys: readonly string[], order: readonly string[]): string[] {
  const known = new Set(keys);
  const ordered = order.filter((key) => known.has(key));
  const placed = new Set(ordered);
  return [...ordered, ...keys.filter((key) => !placed.has(key))];
}

export function reduceLayout(layout: GridLayout, action: LayoutAction, keys: readonly string[]): GridLayout {
  switch (action.kind) {
    case 'resized':
      return { ...layout, widths: { ...layout.widths, [action.key]: clampWidth(action.width) } };
    case 'fitted':
      return { ...layout, widths: without(layout.widths, action.key) };
    case 'movedBefore':
      return { ...layout, order: movedBefore(orderedKeys(keys, layout.order), action.key, action.before) };
    case 'shifted':
      return { ...layout, order: shifted(layout, keys, action.key, action.by) };
    case 'pinned':
      return { ...layout, pinned: toggled(layout.pinned, action.key, action.isPinned) };
    case 'hidden':
      return { ...layout, hidden: toggled(layout.hidden, action.key, true) };
    case 'shown':
      return { ...layout, hidden: toggled(layout.hidden, action.key, false) };
    case 'allShown':
      return { ...layout, hidden: [] };
    case 'reset':
      return emptyLayout;
  }
}

function clampWidth(width: number): number {
  return Math.round(Math.min(mostWidth, Math.max(leastWidth, width)));
}

function without(widths: Readonly<Record<string, number>>, key: string): Record<string, number> {
  return Object.fromEntries(Object.entries(widths).filter(([name]) => name !== key));
}

function toggled(list: readonly string[], key: string, isIn: boolean): string[] {
  const rest = list.filter((other) => other !== key);
  return isIn ? [...rest, key] : rest;
}

function movedBefore(order: readonly string[], key: string, before: string | undefined): string[] {
  if (key === before) return [...order];
  const rest = order.filter((other) => other !== key);
  const at = before === undefined ? -1 : rest.indexOf(before);
  return at < 0 ? [...rest, key] : [...rest.slice(0, at), key, ...rest.slice(at)];
}

/** Over the next column that can be seen: one step must always show. */
function shifted(layout: GridLayout, keys: readonly string[], key: string, by: 1 | -1): string[] {
  const order = orderedKeys(keys, layout.order);
  const isPinned = layout.pinned.includes(key);
  const peers = order.filter((other) => !layout.hidden.includes(other) && layout.pinned.includes(other) === isPinned);
  const neighbour = peers[peers.indexOf(key) + by];
  if (neighbour === undefined) return order;
  if (by < 0) return movedBefore(order, key, neighbour);
  const after = order[order.indexOf(neighbour) + 1];
  return movedBefore(order, key, after === key ? neighbour : after);
}

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((item) => typeof item === 'string');

/** A layout out of a stored view; whatever is not one is left out. */
export function decodeLayout(value: unknown): GridLayout {
  if (typeof value !== 'object' || value === null) return emptyLayout;
  const fields: Record<string, unknown> = { ...value };
  const widths: unknown = fields['widths'];
  const pairs = typeof widths === 'object' && widths !== null ? Object.entries(widths) : [];
  return {
    order: isTexts(fields['order']) ? fields['order'] : [],
    hidden: isTexts(fields['hidden']) ? fields['hidden'] : [],
    pinned: isTexts(fields['pinned']) ? fields['pinned'] : [],
    widths: Object.fromEntries(pairs.flatMap(([key, width]): [string, number][] => (typeof width === 'number' ? [[key, clampWidth(width)]] : []))),
  };
}
