import { emptyResult, rankCandidates } from './completion';
import type { CompletionCandidate, CompletionItem, CompletionRequest, CompletionResult, CompletionSource } from './completion';
import { completionContextAt, quoteName } from './completionContext';
import type { CompletionContext, NamedTable } from './completionContext';
import { completionKeywords } from './sqlKeywords';

export interface CatalogColumn {
  readonly name: string;
  readonly type: string;
}

/** What the lake and the engine have, as far as it is known at the moment. */
export interface CompletionCatalog {
  /** `schema.table`. */
  readonly tables: () => Promise<readonly string[]>;
  readonly columns: (table: string) => Promise<readonly CatalogColumn[]>;
  readonly functions: () => Promise<readonly string[]>;
}

/** Completes from the catalog. What can't be loaded is left out; the rest is still offered. */
export function catalogCompletion(catalog: CompletionCatalog): CompletionSource {
  return { complete: (request) => complete(catalog, request) };
}

async function complete(catalog: CompletionCatalog, request: CompletionRequest): Promise<CompletionResult> {
  const context = completionContextAt(request.text, request.offset);
  if (!context || (context.place === 'alias' && context.qualifier.length === 0)) return emptyResult(request.offset);
  const tables = await orNothing(catalog.tables());
  const named = await Promise.all(context.tables.map((table) => known(catalog, tables, table)));
  const candidates =
    context.qualifier.length > 0
      ? [...qualifiedColumns(context.qualifier, named), ...tablesOfSchema(context.qualifier, tables)]
      : unqualified(context, tables, named, await orNothing(catalog.functions()));
  const items = rankCandidates(context.typed, candidates);
  const isNaming = context.place === 'continuation' && context.qualifier.length === 0;
  return { from: context.from, to: context.to, items: isNaming ? items.filter(isPrefixed) : items };
}

/** Where people may be making up an alias, a vague likeness to a keyword is in the way. */
function isPrefixed(item: CompletionItem): boolean {
  return item.matched.every((place, index) => place === index);
}

async function orNothing<T>(list: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await list;
  } catch {
    return [];
  }
}

interface KnownTable extends NamedTable {
  readonly fullName: string;
  readonly columns: readonly CatalogColumn[];
}

async function known(catalog: CompletionCatalog, tables: readonly string[], table: NamedTable): Promise<KnownTable> {
  const fullName = resolveTable(tables, table.name);
  return { ...table, fullName: fullName ?? table.name.join('.'), columns: fullName ? await orNothing(catalog.columns(fullName)) : [] };
}

/** The catalog's table of that name, in any case; one without a schema if only one schema has it. */
export function resolveTable(tables: readonly string[], name: readonly string[]): string | undefined {
  const wanted = name.join('.').toLowerCase();
  const exact = tables.find((table) => table.toLowerCase() === wanted);
  if (exact !== undefined) return exact;
  const ending = tables.filter((table) => table.toLowerCase().endsWith(`.${wanted}`));
  return ending.length === 1 ? ending[0] : undefined;
}

const same = (one: string | undefined, other: string | undefined): boolean => one?.toLowerCase() === other?.toLowerCase();

function qualifiedColumns(qualifier: readonly string[], named: readonly KnownTable[]): CompletionCandidate[] {
  const wanted = qualifier.join('.');
  const meant = named.filter(({ alias, name, fullName }) =>
    alias !== undefined ? same(alias, wanted) : same(fullName, wanted) || same(name[name.length - 1], wanted),
  );
  return columnCandidates(meant, false);
}

function columnCandidates(tables: readonly KnownTable[], tellsTable: boolean): CompletionCandidate[] {
  return tables.flatMap(({ alias, fullName, columns }) =>
    columns.map((column, index): CompletionCandidate => ({
      kind: 'column',
      label: column.name,
      insert: quoteName(column.name),
      detail: tellsTable ? `${column.type} · ${alias ?? fullName}` : column.type,
      weight: 1_000 - index / 10_000,
    })),
  );
}

function tablesOfSchema(qualifier: readonly string[], tables: readonly string[]): CompletionCandidate[] {
  const prefix = `${qualifier.join('.').toLowerCase()}.`;
  return tables
    .filter((table) => table.toLowerCase().startsWith(prefix))
    .map((table) => {
      const label = table.slice(prefix.length);
      return { kind: 'table', label, insert: quoteName(label), detail: qualifier.join('.'), weight: 900 };
    });
}

function unqualified(
  context: CompletionContext,
  tables: readonly string[],
  named: readonly KnownTable[],
  functions: readonly string[],
): CompletionCandidate[] {
  if (context.place === 'continuation') return keywordCandidates(500);
  const isTable = context.place === 'table';
  const relations = [...commonTableCandidates(context), ...tableCandidates(tables, isTable)];
  if (isTable) return [...relations, ...schemaCandidates(tables), ...keywordCandidates(100)];
  return [
    ...columnCandidates(named, named.length > 1),
    ...aliasCandidates(named),
    ...functionCandidates(functions, context.isBeforeCall),
    ...keywordCandidates(named.length > 0 || context.typed !== '' ? 500 : 1_500),
    ...relations,
    ...schemaCandidates(tables),
  ];
}

/** A schema-qualified name is found by its last part too, as that is what people type. */
function tableCandidates(tables: readonly string[], isWanted: boolean): CompletionCandidate[] {
  return tables.map((table) => ({
    kind: 'table',
    label: table,
    insert: table.split('.').map(quoteName).join('.'),
    weight: isWanted ? 2_000 : 200,
  }));
}

function commonTableCandidates(context: CompletionContext): CompletionCandidate[] {
  return context.commonTables.map((name) => ({
    kind: 'table',
    label: name,
    insert: quoteName(name),
    detail: 'WITH',
    weight: context.place === 'table' ? 2_100 : 250,
  }));
}

function schemaCandidates(tables: readonly string[]): CompletionCandidate[] {
  const schemas = new Set(tables.flatMap((table) => (table.includes('.') ? [table.slice(0, table.lastIndexOf('.'))] : [])));
  return [...schemas].map((schema) => ({ kind: 'schema', label: schema, insert: quoteName(schema), weight: 150 }));
}

function aliasCandidates(named: readonly KnownTable[]): CompletionCandidate[] {
  return named.flatMap(({ alias, fullName }) =>
    alias === undefined ? [] : [{ kind: 'alias' as const, label: alias, insert: quoteName(alias), detail: fullName, weight: 800 }],
  );
}

function functionCandidates(functions: readonly string[], isBeforeCall: boolean): CompletionCandidate[] {
  return functions
    .filter((name) => /^[A-Za-z_]\w*$/.test(name))
    .map((name) => ({
      kind: 'function',
      label: name,
      insert: isBeforeCall ? name : `${name}()`,
      stepBack: isBeforeCall ? 0 : 1,
      weight: commonFunctions.has(name.toLowerCase()) ? 700 : 400,
    }));
}

const commonFunctions = new Set([
  'count', 'sum', 'avg', 'min', 'max', 'round', 'coalesce', 'date_trunc', 'date_format', 'current_timestamp',
  'current_date', 'to_date', 'to_timestamp', 'concat', 'substring', 'lower', 'upper', 'percentile', 'row_number',
  'lag', 'lead', 'explode', 'from_json', 'get_json_object', 'regexp_extract', 'if', 'datediff', 'date_add', 'year',
]);

/** The most used ones come first in the list. */
function keywordCandidates(weight: number): CompletionCandidate[] {
  return completionKeywords.map((word, index) => ({ kind: 'keyword', label: word, insert: word, weight: weight - index / 1_000 }));
}
