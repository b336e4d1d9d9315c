import { listPipelines } from '../api/pipelines';
import { listTables } from '../api/tables';
import { listSavedQueries } from '../api/workspace';
import type { Command } from '../model/palette';
import { onePipeline } from '../model/pipelinePlace';
import type { Pipeline } from '../model/pipelines';
import { addressOf, splitListedName } from '../model/tableName';
import type { TableEntry } from '../model/tableTypes';
import type { SavedQuery } from '../model/workspace';
import { useEffect, useMemo, useState } from 'react';
import { openQuery } from './openQuery';
import { queryCommands, runSavedCommand } from './queryCommands';
import { go } from './router';
import { chooseTheme } from './theme';

const tableDialogs = [
  { dialog: 'upload', title: 'Upload a file into a new table' },
  { dialog: 'register', title: 'Register a table' },
] as const;

function actions(help: () => void): readonly Command[] {
  return [
    { id: 'go-query', title: 'Query', group: 'Go to', hint: 'g q', run: () => go({ place: 'query' }) },
    { id: 'go-tables', title: 'Tables', group: 'Go to', hint: 'g t', run: () => go({ place: 'tables', address: { name: '', place: 'overview' } }) },
    { id: 'go-pipelines', title: 'Pipelines', group: 'Go to', hint: 'g p', run: () => go({ place: 'pipelines', address: { view: 'list' } }) },
    { id: 'go-jobs', title: 'Jobs: optimize, vacuum', group: 'Go to', hint: 'g j', run: () => go({ place: 'jobs' }) },
    { id: 'go-live', title: 'Live', group: 'Go to', hint: 'g l', run: () => go({ place: 'live' }) },
    { id: 'new-tab', title: 'New query tab', group: 'Do', run: () => openQuery({ query: '' }) },
    { id: 'new-pipeline', title: 'New pipeline', group: 'Do', run: () => go({ place: 'pipelines', address: { view: 'new' } }) },
    ...tableDialogs.map(({ dialog, title }) => ({ id: dialog, title, group: 'Do', run: () => go({ place: 'tables', address: { name: '', place: 'overview' as const, dialog } }) })),
    { id: 'theme-light', title: 'Light theme', group: 'Theme', run: () => chooseTheme('light') },
    { id: 'theme-dark', title: 'Dark theme', group: 'Theme', run: () => chooseTheme('dark') },
    { id: 'theme-system', title: 'Theme of the system', group: 'Theme', run: () => chooseTheme('system') },
    { id: 'help', title: 'Keyboard shortcuts', group: 'Help', hint: '?', run: help },
  ];
}

function tableCommand({ name, location }: TableEntry): Command {
  const address = addressOf(splitListedName(name, location));
  return { id: `table-${name}`, title: name, group: 'Table', run: () => go({ place: 'tables', address: { name: address, place: 'overview' } }) };
}

function pipelineCommand({ name }: Pipeline): Command {
  return { id: `pipeline-${name}`, title: name, group: 'Pipeline', run: () => go({ place: 'pipelines', address: onePipeline(name) }) };
}

function savedCommand({ id, name, folder }: SavedQuery): Command {
  return { id: `saved-${id}`, title: name, group: 'Saved query', ...(folder ? { hint: folder } : {}), run: () => go({ place: 'saved', savedId: id }) };
}

/** All commands; tables, pipelines and saved queries join when they have come. */
export function useCommands(isOpen: boolean, help: () => void): readonly Command[] {
  const [tables, setTables] = useState<readonly TableEntry[]>([]);
  const [pipelines, setPipelines] = useState<readonly Pipeline[]>([]);
  const [saved, setSaved] = useState<readonly SavedQuery[]>([]);
  useEffect(() => {
    if (!isOpen) return undefined;
    const controller = new AbortController();
    const ignore = (): void => undefined; // what can't be had is left out; the other commands still work
    listTables(controller.signal).then(setTables, ignore);
    listPipelines(controller.signal).then(setPipelines, ignore);
    listSavedQueries(controller.signal).then(setSaved, ignore);
    return () => controller.abort();
  }, [isOpen]);
  return useMemo(() => (isOpen ? [
    ...queryCommands(),
    ...actions(help),
    ...tables.map(tableCommand),
    ...pipelines.map(pipelineCommand),
    ...saved.flatMap((query) => [savedCommand(query), runSavedCommand(query)]),
  ] : []), [isOpen, help, tables, pipelines, saved]);
}
