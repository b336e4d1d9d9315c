import type { Suggestion } from '../../../model/tableTypes';
import { IconButton } from '../../../ui/IconButton';
import { useEditor } from '../useEditor';
import { EmptyState } from '../../../ui/EmptyState';
import { ErrorState } from '../../../ui/ErrorState';
import { Waiting } from './Waiting';
import { useLoaded } from './useLoaded';

export function SuggestionList({ table }: { readonly table: string }) {
  const { model } = useEditor();
  const { state, reload } = useLoaded(table, () => model.services.catalog.suggestions(table));
  if (state.phase === 'loading') return <Waiting label="Loading the suggestions" />;
  if (state.phase === 'failed') return <ErrorState title="The suggestions could not be loaded" message={state.problem} code={state.code} onRetry={reload} />;
  if (state.value.length === 0) return <EmptyState title="Nothing to suggest for this table.">Suggestions come from its columns and their values.</EmptyState>;
  const categories = [...new Set(state.value.map(({ category }) => category))];
  return (
    <>
      {categories.map((category) => (
        <section key={category} className="tl-ed-suggestions">
          <h3>{category.replace(/_/g, ' ')}</h3>
          <ul>
            {state.value.filter((each) => each.category === category).map((suggestion) => (
              <SuggestionItem key={suggestion.title} suggestion={suggestion} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function SuggestionItem({ suggestion }: { readonly suggestion: Suggestion }) {
  const { model } = useEditor();
  const { title, description, query } = suggestion;
  return (
    <li className="tl-ed-suggestion">
      <button type="button" className="tl-ed-suggestion__open" title={query} onClick={() => model.open({ title, query })}>
        <strong>{title}</strong>
        <span>{description}</span>
      </button>
      <IconButton size="small" icon="plus" label={`Insert ${title} at the cursor`} onClick={() => model.insert(query)} />
    </li>
  );
}
