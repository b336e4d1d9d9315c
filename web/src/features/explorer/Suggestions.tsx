import { Button } from '../../ui/Button';
import { getSuggestions } from '../../api/tables';
import type { Suggestion } from '../../model/tableTypes';
import { useSlots } from './explorerContext';
import { useResource } from '../../ui/useResource';

/** Queries worth running on the table; they speak of its newest version only. */
export function Suggestions({ name, version }: { readonly name: string; readonly version: number | undefined }) {
  const { openQuery, watch } = useSlots();
  const { value, error } = useResource(version === undefined ? name : null, (signal) => getSuggestions(name, signal));
  if (version !== undefined || error || value?.length === 0) return null;
  return (
    <section className="tl-suggestions" aria-labelledby="suggestions-title">
      <h2 id="suggestions-title">Suggested queries</h2>
      <ul>
        {(value ?? []).map((suggestion) => (
          <SuggestionRow
            key={suggestion.title}
            suggestion={suggestion}
            onRun={() => openQuery(suggestion)}
            onWatch={() => watch(suggestion)}
          />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  readonly suggestion: Suggestion;
  readonly onRun: () => void;
  readonly onWatch: () => void;
}

function SuggestionRow({ suggestion, onRun, onWatch }: RowProps) {
  const { title, description } = suggestion;
  return (
    <li className="tl-suggestion">
      <button type="button" className="tl-suggestion__open" onClick={onRun}>
        <span className="tl-suggestion__title">{title}</span>
        <span className="tl-muted">{description}</span>
      </button>
      <Button size="small" variant="ghost" onClick={onWatch} aria-label={`Watch ${title}`}>Watch</Button>
    </li>
  );
}
