/**
 * What completes a statement at a cursor. The editor knows only this interface; the source over the catalog
 * (completionCatalog.ts) stands behind it until the SQL front's own services do.
 */
export interface CompletionSource {
  complete(request: CompletionRequest): Promise<CompletionResult>;
}

export interface CompletionRequest {
  readonly text: string;
  readonly offset: number;
}

export interface CompletionResult {
  /** What an item replaces. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly CompletionItem[];
}

export type CompletionKind = 'column' | 'table' | 'schema' | 'alias' | 'function' | 'keyword';

export interface CompletionItem {
  readonly kind: CompletionKind;
  readonly label: string;
  /** The text to put in place, quoted where it must be. */
  readonly insert: string;
  /** Characters to step back behind it, as into a call's parentheses. */
  readonly stepBack: number;
  readonly detail: string;
  /** Places in the label that fit what was typed. */
  readonly matched: readonly number[];
}

export interface CompletionCandidate {
  readonly kind: CompletionKind;
  readonly label: string;
  readonly insert: string;
  readonly stepBack?: number;
  readonly detail?: string;
  /** Higher stands first among those that fit equally well. */
  readonly weight: number;
}

export const emptyResult = (offset: number): CompletionResult => ({ from: offset, to: offset, items: [] });

const longestList = 200;

/** Those that fit what was typed: prefixes first, then beginnings of a later word, then subsequences. */
export function rankCandidates(typed: string, candidates: readonly CompletionCandidate[]): CompletionItem[] {
  const ranked: { item: CompletionItem; tier: number; weight: number }[] = [];
  const seen = new Set<string>();
  for (const candidate of candidates) {
    const fit = fitOf(typed, candidate.label);
    const key = `${candidate.kind} ${candidate.insert} ${candidate.detail ?? ''}`;
    if (!fit || seen.has(key)) continue;
    seen.add(key);
    const { kind, label, insert, stepBack = 0, detail = '', weight } = candidate;
    ranked.push({ item: { kind, label, insert, stepBack, detail, matched: fit.matched }, tier: fit.tier, weight });
  }
  ranked.sort((one, other) => one.tier - other.tier || other.weight - one.weight || compare(one.item, other.item));
  return ranked.slice(0, longestList).map(({ item }) => item);
}

function compare(one: CompletionItem, other: CompletionItem): number {
  const byLength = one.label.length - other.label.length;
  return one.kind === 'column' && other.kind === 'column' ? 0 : byLength || (one.label < other.label ? -1 : 1);
}

interface Fit {
  /** 0 prefix, also of a table's own name behind its schema; 1 beginning of a later word of the name; 2 subsequence. */
  readonly tier: number;
  readonly matched: readonly number[];
}

export function fitOf(typed: string, label: string): Fit | undefined {
  const wanted = typed.toLowerCase();
  const name = label.toLowerCase();
  if (name.startsWith(wanted)) return { tier: 0, matched: span(0, wanted.length) };
  const part = laterPart(wanted, name);
  if (part >= 0) return { tier: name.charAt(part - 1) === '.' ? 0 : 1, matched: span(part, wanted.length) };
  const matched = subsequence(wanted, name);
  return matched ? { tier: 2, matched } : undefined;
}

function laterPart(wanted: string, name: string): number {
  for (let index = name.indexOf(wanted, 1); index >= 0; index = name.indexOf(wanted, index + 1)) {
    if (/[^\p{L}\p{N}]/u.test(name.charAt(index - 1))) return index;
  }
  return -1;
}

/** One typed character is no more than a prefix; longer ones may skip letters, but begin where a part begins. */
function subsequence(wanted: string, name: string): number[] | undefined {
  if (wanted.length < 2 || wanted.charAt(0) !== name.charAt(0)) return undefined;
  const matched: number[] = [];
  let from = 0;
  for (const character of wanted) {
    const index = name.indexOf(character, from);
    if (index < 0) return undefined;
    matched.push(index);
    from = index + 1;
  }
  return matched;
}

function span(start: number, length: number): number[] {
  return Array.from({ length }, (_, index) => start + index);
}
