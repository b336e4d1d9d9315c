import { parsePlanLine, type PlanLine } from './explainLine';

export interface ExplainProperty {
  readonly name: string;
  readonly value: string;
}

export interface ExplainNode {
  readonly operator: string;
  /** What the engine says of it on its line, without the properties. */
  readonly detail: string;
  readonly properties: readonly ExplainProperty[];
  readonly children: readonly ExplainNode[];
}

/** One plan of a text that may hold several: parsed, analysed, optimised, physical. */
export interface ExplainSection {
  readonly title: string;
  readonly roots: readonly ExplainNode[];
  /** Lines that are no part of the tree, such as the schema of an analysed plan. */
  readonly notes: readonly string[];
  readonly text: string;
}

/** The engine's EXPLAIN text as trees; a section that is none has no roots and is to be shown as text. */
export function parseExplain(text: string): ExplainSection[] {
  return sectionsOf(text).map(({ title, lines }) => {
    const { roots, notes } = treeOf(lines, /^Analyzed/.test(title));
    return { title, roots: withBlocks(roots, lines), notes, text: lines.join('\n').trim() };
  });
}

interface RawSection {
  readonly title: string;
  readonly lines: string[];
}

function sectionsOf(text: string): RawSection[] {
  const sections: RawSection[] = [];
  let current: RawSection = { title: 'Plan', lines: [] };
  for (const line of text.split(/\r\n|\r|\n/)) {
    const header = /^===?\s*(.+?)\s*===?$/.exec(line);
    if (header) {
      pushUnlessBlank(sections, current);
      current = { title: header[1] ?? '', lines: [] };
    } else current.lines.push(line);
  }
  pushUnlessBlank(sections, current);
  return sections;
}

function pushUnlessBlank(sections: RawSection[], section: RawSection): void {
  if (section.lines.some((line) => line.trim() !== '')) sections.push(section);
}

/** Grows while its lines are read, in place: a plan may nest thousands of operators. */
interface OpenNode {
  readonly operator: string;
  detail: string;
  readonly properties: ExplainProperty[];
  readonly children: OpenNode[];
  readonly depth: number;
}

function treeOf(lines: readonly string[], hasSchemaLine: boolean): { roots: OpenNode[]; notes: string[] } {
  const roots: OpenNode[] = [];
  const notes: string[] = [];
  let path: OpenNode[] = [];
  for (const line of lines) {
    if (/^\(\d+\)\s/.test(line)) break;
    if (line.trim() === '') continue;
    const parsed = hasSchemaLine && roots.length === 0 && notes.length === 0 ? undefined : parsePlanLine(line);
    const last = path[path.length - 1];
    if (parsed && (parsed.depth > 0 || roots.length === 0)) path = attach(roots, path, parsed);
    else if (last) last.detail = `${last.detail} ${line.trim()}`;
    else notes.push(line.trim());
  }
  return { roots, notes };
}

function attach(roots: OpenNode[], path: readonly OpenNode[], line: PlanLine): OpenNode[] {
  const node: OpenNode = { ...line, properties: [...line.properties], children: [] };
  const parents = path.filter(({ depth }) => depth < line.depth);
  const parent = parents[parents.length - 1];
  (parent ? parent.children : roots).push(node);
  return [...parents, node];
}

/** Spark's formatted plans tell of each operator in a block of its own: `(3) Filter`, then `Key: value` lines. */
function withBlocks(roots: readonly OpenNode[], lines: readonly string[]): readonly ExplainNode[] {
  const blocks = blocksOf(lines);
  if (blocks.size === 0) return roots;
  const pending = [...roots];
  for (let node = pending.pop(); node; node = pending.pop()) {
    const number = /\((\d+)\)\s*$/.exec(node.detail)?.[1];
    node.properties.push(...(blocks.get(number ?? '') ?? []));
    pending.push(...node.children);
  }
  return roots;
}

function blocksOf(lines: readonly string[]): Map<string, ExplainProperty[]> {
  const blocks = new Map<string, ExplainProperty[]>();
  let current: ExplainProperty[] | undefined;
  for (const line of lines) {
    const header = /^\((\d+)\)\s/.exec(line);
    const property = /^([A-Z][\w ]*?)\s*(?:\[\d+\])?\s*:\s*(.*)$/.exec(line);
    if (header) blocks.set(header[1] ?? '', (current = []));
    else if (property) current?.push({ name: property[1] ?? '', value: property[2] ?? '' });
  }
  return blocks;
}

/** Rows that the engine expects of an operator, when its statistics say so. */
export function expectedRows(node: ExplainNode): { readonly rows: number; readonly isExact: boolean } | undefined {
  const statistics = node.properties.find(({ name }) => name.toLowerCase() === 'statistics')?.value ?? node.detail;
  const match = /Rows=(Inexact|Exact)\((\d+)\)/.exec(statistics) ?? /(rowCount)=([\d.E+]+)/.exec(statistics);
  return match ? { rows: Number(match[2]), isExact: match[1] === 'Exact' } : undefined;
}
