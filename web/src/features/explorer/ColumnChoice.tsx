import { useState } from 'react';
import type { TableColumn } from '../../model/tableTypes';
import { typeFamily } from '../../model/tableType';

interface ChoiceProps {
  readonly columns: readonly TableColumn[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** Columns beside the files at once: more would not be read. */
export const mostColumns = 4;

/** Which columns' bounds stand beside each file. */
export function ColumnChoice({ columns, chosen, onChange }: ChoiceProps) {
  const [search, setSearch] = useState('');
  const comparable = columns.filter(({ type }) => typeFamily(type) !== 'nested');
  const found = comparable.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase())).slice(0, 100);
  const toggle = (name: string): void =>
    onChange(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  return (
    <details className="tl-choice">
      <summary>Bounds of columns{chosen.length > 0 ? `: ${chosen.join(', ')}` : '…'}</summary>
      <div className="tl-choice__panel">
        {comparable.length > 12 && (
          <input type="search" className="tl-input" aria-label="Search columns" placeholder="Search columns" value={search} onChange={(event) => setSearch(event.target.value)} />
        )}
        {found.map(({ name }) => (
          <label key={name} className="tl-choice__option">
            <input
              type="checkbox"
              checked={chosen.includes(name)}
              disabled={!chosen.includes(name) && chosen.length >= mostColumns}
              onChange={() => toggle(name)}
            />
            {name}
          </label>
        ))}
        {chosen.length >= mostColumns && <p className="tl-muted">At most {mostColumns} columns.</p>}
      </div>
    </details>
  );
}
