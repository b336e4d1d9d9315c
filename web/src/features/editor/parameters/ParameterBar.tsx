import { useEffect, useMemo, useState } from 'react';
import { tablesNamedIn } from '../../../model/completionContext';
import { resolveTable } from '../../../model/completionCatalog';
import { emptyInput, guessParameterType, type ParameterInput } from '../../../model/sqlParameters';
import { parametersOf } from '../../../model/sqlScript';
import { useActiveTab, useEditor } from '../useEditor';
import { ParameterField } from './ParameterField';

/** One input for each `:name` of the script. A fresh one gets the type of the column that it is compared with. */
export function ParameterBar() {
  const { model } = useEditor();
  const tab = useActiveTab(model);
  const query = tab?.query ?? '';
  const names = useMemo(() => parametersOf(query), [query]);
  const types = useColumnTypes(names.length > 0 ? query : '');
  if (!tab || names.length === 0) return null;
  const change = (name: string, input: ParameterInput): void => {
    model.edit({ parameters: { ...tab.parameters, [name]: input } });
  };
  return (
    <div className="tl-ed-parameters" role="group" aria-label="Parameters">
      {names.map((name) => (
        <ParameterField
          key={name}
          name={name}
          input={tab.parameters[name] ?? emptyInput(guessParameterType(query, name, (column) => types.get(column.toLowerCase())))}
          isFresh={tab.parameters[name] === undefined}
          onChange={(input) => change(name, input)}
          onRun={() => model.runCurrent()}
        />
      ))}
    </div>
  );
}

const none: ReadonlyMap<string, string> = new Map();

/** Types of the columns of the tables that the text names. */
function useColumnTypes(query: string): ReadonlyMap<string, string> {
  const { catalog } = useEditor().model.services;
  const [types, setTypes] = useState(none);
  const named = useMemo(() => tablesNamedIn(query).map(({ name }) => name.join('.')).join('\n'), [query]);
  useEffect(() => {
    let isGone = false;
    const load = async (): Promise<void> => {
      const tables = await catalog.tables();
      const found = named.split('\n').flatMap((name) => resolveTable(tables, name.split('.')) ?? []);
      const columns = (await Promise.all(found.map((table) => catalog.columns(table)))).flat();
      if (!isGone) setTypes(new Map(columns.map(({ name, type }) => [name.toLowerCase(), type])));
    };
    // Without the catalog the names alone are guessed from.
    if (named !== '') load().catch(() => setTypes(none));
    return () => {
      isGone = true;
    };
  }, [catalog, named]);
  return types;
}
