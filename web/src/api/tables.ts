import { array, string, under } from '../model/decode';
import {
  decodeCommit, decodeDiff, decodeFileList, decodeProfile, decodeRowDiff, decodeSample, decodeSuggestions, decodeTableDetail,
  decodeTableEntry, decodeTableSchema, type TableSchema,
} from '../model/decodeTables';
import type {
  Commit, FileList, RowDiff, SampleRows, Suggestion, TableColumn, TableDetail, TableEntry, TableProfile, VersionDiff,
} from '../model/tableTypes';
import { nameList } from '../model/tableName';
import { ask, path, tell } from './http';

export interface AtVersion {
  /** The newest when it is undefined. */
  readonly version?: number | undefined;
}

export function listTables(signal?: AbortSignal): Promise<readonly TableEntry[]> {
  return ask(path('tables'), under('tables', array(decodeTableEntry)), { signal });
}

export function getTable(name: string, { version }: AtVersion = {}, signal?: AbortSignal): Promise<TableDetail> {
  return ask(path('tables', name), decodeTableDetail, { options: { version }, signal });
}

export function getSchema(name: string, { version }: AtVersion = {}, signal?: AbortSignal): Promise<TableSchema> {
  return ask(path('tables', name, 'schema'), decodeTableSchema, { options: { version }, signal });
}

export function getDdl(name: string, { version }: AtVersion = {}, signal?: AbortSignal): Promise<string> {
  return ask(path('tables', name, 'ddl'), under('ddl', string), { options: { version }, signal });
}

/** Commits, the newest first. */
export function getHistory(name: string, limit: number, signal?: AbortSignal): Promise<readonly Commit[]> {
  return ask(path('tables', name, 'history'), under('commits', array(decodeCommit)), { options: { limit }, signal });
}

export interface FileOptions extends AtVersion {
  readonly limit?: number;
  /** Columns whose statistics are wanted. */
  readonly columns?: readonly string[];
}

export function getFiles(name: string, { version, limit, columns }: FileOptions = {}, signal?: AbortSignal): Promise<FileList> {
  const wanted = columns && columns.length > 0 ? nameList(columns) : undefined;
  return ask(path('tables', name, 'files'), decodeFileList, { options: { version, limit, columns: wanted }, signal });
}

export interface SampleOptions extends AtVersion {
  readonly limit?: number;
}

export function getSample(name: string, { version, limit }: SampleOptions = {}, signal?: AbortSignal): Promise<SampleRows> {
  return ask(path('tables', name, 'sample'), decodeSample, { options: { version, limit }, signal });
}

export interface ProfileOptions extends AtVersion {
  readonly columns?: readonly string[];
}

export function getProfile(name: string, { version, columns }: ProfileOptions = {}, signal?: AbortSignal): Promise<TableProfile> {
  return ask(path('tables', name, 'profile'), decodeProfile, { options: { version, columns: columns && nameList(columns) }, signal });
}

export function getSuggestions(name: string, signal?: AbortSignal): Promise<readonly Suggestion[]> {
  return ask(path('tables', name, 'suggestions'), decodeSuggestions, { signal });
}

export function getDiff(name: string, from: number, to: number, signal?: AbortSignal): Promise<VersionDiff> {
  return ask(path('tables', name, 'diff'), decodeDiff, { options: { from, to }, signal });
}

/** Some rows of each side; reads data files. */
export function getRowDiff(name: string, from: number, to: number, signal?: AbortSignal): Promise<RowDiff> {
  return ask(path('tables', name, 'diff', 'rows'), decodeRowDiff, { options: { from, to }, signal });
}

/** A table to create, to register (with a location), or to fill from an upload. */
export interface NewTable {
  readonly name: string;
  readonly location?: string;
  readonly columns?: readonly (Pick<TableColumn, 'name' | 'type'> & Partial<TableColumn>)[];
  readonly partitionColumns?: readonly string[];
  readonly properties?: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly upload?: string;
}

export function addTable(table: NewTable, signal?: AbortSignal): Promise<TableDetail> {
  return ask(path('tables'), decodeTableDetail, { method: 'POST', json: table, signal });
}

/** Forgets a registered table; its files stay. */
export function forgetTable(name: string): Promise<void> {
  return tell(path('tables', name), { method: 'DELETE' });
}
