import { useState } from 'react';
import { resolveTable } from '../../../model/completionCatalog';
import { tablesNamedIn } from '../../../model/completionContext';
import { useActiveTab, useEditor } from '../useEditor';
import { Button } from '../../../ui/Button';
import { EmptyState } from '../../../ui/EmptyState';
import { ErrorState } from '../../../ui/ErrorState';
import { Drawer } from './Drawer';
import { Waiting } from './Waiting';
import { SuggestionList } from './SuggestionList';
import { useLoaded } from './useLoaded';

/** Queries worth running on a table: first on the one that the text names. */
export function SuggestionsDrawer({ onOpenTable }: { readonly onOpenTable: ((name: string) => void) | undefined }) {
  const { model } = useEditor();
  const query = useActiveTab(model)?.query ?? '';
  const { state, reload } = useLoaded('tables', () => model.services.catalog.tables());
  const [chosen, setChosen] = useState<string>();
  const tables = state.phase === 'ready' ? state.value : [];
  const named = tablesNamedIn(query).flatMap(({ name }) => resolveTable(tables, name) ?? [])[0];
  const table = chosen ?? named ?? tables[0];
  return (
    <Drawer title="Suggestions">
      {state.phase === 'loading' && <Waiting label="Loading the tables" />}
      {state.phase === 'failed' && <ErrorState title="The tables could not be loaded" message={state.problem} code={state.code} onRetry={reload} />}
      {state.phase === 'ready' && table === undefined && <EmptyState title="The lake has no tables yet.">Upload a file or register a table under Tables.</EmptyState>}
      {table !== undefined && (
        <>
          <label className="tl-ed-suggestions__table">
            Table
            <select className="tl-select" value={table} onChange={({ target }) => setChosen(target.value)}>
              {tables.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
          {onOpenTable && <Button size="small" icon="tables" onClick={() => onOpenTable(table)}>Open the table</Button>}
          <SuggestionList key={table} table={table} />
        </>
      )}
    </Drawer>
  );
}
