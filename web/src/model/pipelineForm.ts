import { parseTableName } from './tableName';
import { reservedNames } from './pipelinePlace';
import type { Pipeline, RecordFormat, SchemaMode } from './pipelines';

/** What the form to create a pipeline holds, as it is typed. */
export interface PipelineDraft {
  readonly name: string;
  readonly brokers: string;
  readonly topics: string;
  readonly start: 'earliest' | 'latest';
  /** One `name=value` a line: librdkafka's own settings. */
  readonly properties: string;
  readonly table: string;
  readonly format: RecordFormat;
  readonly schemaMode: SchemaMode;
  readonly onError: 'reject' | 'fail';
  readonly partitionBy: string;
  readonly flushMs: string;
}

export const emptyDraft: PipelineDraft = {
  name: '',
  brokers: 'localhost:9092',
  topics: '',
  start: 'earliest',
  properties: '',
  table: '',
  format: 'json',
  schemaMode: 'evolve',
  onError: 'reject',
  partitionBy: '',
  flushMs: '500',
};

export const modeHints: Readonly<Record<SchemaMode, string>> = {
  evolve: 'New fields become new columns, in the commit that needs them first.',
  rescue: 'What doesn’t fit lands as JSON in the column _rescued; the row stays.',
  fixed: 'A record with an unknown field or a wrong type is a reject.',
};

/** The source as the API takes it. */
export interface SourceRequest {
  readonly type: 'kafka';
  readonly brokers: string;
  readonly topics: readonly string[];
  readonly start: 'earliest' | 'latest';
  readonly properties?: Readonly<Record<string, string>>;
}

/** The body of `POST /api/pipelines`. */
export interface PipelineRequest {
  readonly name: string;
  readonly source: SourceRequest;
  readonly table: string;
  readonly format: RecordFormat;
  readonly schemaMode: SchemaMode;
  readonly onError: 'reject' | 'fail';
  readonly partitionBy?: readonly string[];
  readonly flush?: { readonly intervalMs: number };
}

export type DraftProblems = Readonly<Partial<Record<keyof PipelineDraft, string>>>;

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const brokerPattern = /^[^\s,:/]+:\d{1,5}$/;

/** What keeps a draft from being made; empty fields that may still be typed count too. */
export function draftProblems(draft: PipelineDraft, taken: readonly string[]): DraftProblems {
  return {
    ...sourceProblems(draft),
    ...problem('name', nameProblem(draft.name.trim(), taken)),
    ...problem('table', parseTableName(draft.table.trim()) === null ? 'A table is called table or schema.table.' : undefined),
    ...problem('flushMs', flushProblem(draft.flushMs.trim())),
  };
}

/** What keeps the source from being asked for a preview. */
export function sourceProblems({ brokers, topics, properties }: PipelineDraft): DraftProblems {
  return {
    ...problem('brokers', listOf(brokers).length > 0 && listOf(brokers).every((broker) => brokerPattern.test(broker)) ? undefined : 'Brokers are host:port, with commas between them.'),
    ...problem('topics', listOf(topics).length > 0 ? undefined : 'Name at least one topic.'),
    ...problem('properties', propertyLines(properties).every((line) => /^[a-z][a-z0-9._]*\s*=/.test(line)) ? undefined : 'One setting a line: name=value, as librdkafka calls it.'),
  };
}

function problem(field: keyof PipelineDraft, text: string | undefined): DraftProblems {
  return text === undefined ? {} : { [field]: text };
}

function nameProblem(name: string, taken: readonly string[]): string | undefined {
  if (!namePattern.test(name)) return 'A name has letters, digits, dots, dashes and underscores.';
  if (reservedNames.has(name)) return 'This name is an address of the page; choose another.';
  return taken.includes(name) ? 'A pipeline of this name exists.' : undefined;
}

function flushProblem(text: string): string | undefined {
  const value = Number(text);
  return /^\d+$/.test(text) && value >= 50 && value <= 600_000 ? undefined : 'Between 50 and 600000 milliseconds.';
}

const listOf = (text: string): string[] => text.split(',').map((part) => part.trim()).filter(Boolean);
const propertyLines = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter(Boolean);

export function sourceOf(draft: PipelineDraft): SourceRequest {
  const lines = propertyLines(draft.properties).map((line): readonly [string, string] => {
    const at = line.indexOf('=');
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  });
  return {
    type: 'kafka',
    brokers: listOf(draft.brokers).join(','),
    topics: listOf(draft.topics),
    start: draft.start,
    ...(lines.length > 0 ? { properties: Object.fromEntries(lines) } : {}),
  };
}

export function requestOf(draft: PipelineDraft): PipelineRequest {
  const partitionBy = listOutsideBrackets(draft.partitionBy);
  return {
    name: draft.name.trim(),
    source: sourceOf(draft),
    table: draft.table.trim(),
    format: draft.format,
    schemaMode: draft.schemaMode,
    onError: draft.onError,
    flush: { intervalMs: Number(draft.flushMs) },
    ...(partitionBy.length > 0 ? { partitionBy } : {}),
  };
}

/** `date(at) AS day, region`: commas inside brackets belong to the expression. */
function listOutsideBrackets(text: string): string[] {
  return text.split(/,(?![^(]*\))/).map((part) => part.trim()).filter(Boolean);
}

/** The topic's own name is what most people would call the pipeline and its table. */
export function suggestedNames(topics: string): { readonly name: string; readonly table: string } {
  const [topic = ''] = listOf(topics);
  const name = topic.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '').slice(0, 64);
  const table = topic.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^_+|_+$/g, '');
  return { name, table: table === '' ? '' : `delta_lake.${table}` };
}

/** What a date of JavaScript can hold; also false for what is no number. */
const latestMs = 8.64e15;

export type ResetTarget =
  | { readonly kind: 'earliest' | 'latest' }
  /** As an input of a local date and time gives it. */
  | { readonly kind: 'time'; readonly time: string }
  | { readonly kind: 'offsets'; readonly offsets: Readonly<Record<string, string>> };

/** The body's `to` of a reset; undefined while it can't be told. `instant` reads a local time. */
export function resetTo(target: ResetTarget, instant: (local: string) => number): string | Readonly<Record<string, number>> | undefined {
  if (target.kind === 'time') {
    const at = instant(target.time);
    return Math.abs(at) <= latestMs ? new Date(at).toISOString() : undefined;
  }
  if (target.kind !== 'offsets') return target.kind;
  const given = Object.entries(target.offsets).filter(([, text]) => text.trim() !== '');
  if (given.length === 0 || !given.every(([, text]) => /^\d{1,15}$/.test(text.trim()))) return undefined;
  return Object.fromEntries(given.map(([name, text]) => [name, Number(text)]));
}

/** A pipeline as it can be made again. Secrets never come to the page, so they are not in it. */
export function definitionText(pipeline: Pipeline): string {
  const { name, source, table, format, schemaMode, columns, partitionBy, flush, onError, timeColumn, metadataColumns, delimiter } = pipeline;
  return JSON.stringify({ name, source, table, format, schemaMode, columns, partitionBy, flush, onError, timeColumn, metadataColumns, delimiter }, undefined, 2);
}
