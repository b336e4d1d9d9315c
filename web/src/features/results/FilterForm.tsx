import { useState, type FormEvent } from 'react';
import type { ColumnMeta } from '../../model/cellType';
import { filterProblem, needsValue, operatorLabels, operatorsFor, type FilterOperator, type FilterWish } from '../../model/gridWishes';
import { Button } from '../../ui/Button';
import { Field, Select } from '../../ui/Field';

export interface FilterFormProps {
  readonly columnKey: string;
  readonly column: ColumnMeta;
  readonly filter: FilterWish | undefined;
  readonly onFilter: (filter: FilterWish | undefined) => void;
}

export function FilterForm({ columnKey, column, filter, onFilter }: FilterFormProps) {
  const operators = operatorsFor(column.type);
  const [operator, setOperator] = useState<FilterOperator>(filter?.operator ?? operators[0] ?? 'contains');
  const [value, setValue] = useState(filter?.value ?? '');
  const [isTried, setIsTried] = useState(false);
  const problem = filterProblem(column.type, operator, value);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setIsTried(true);
    if (problem === undefined) onFilter({ key: columnKey, operator, value: needsValue(operator) ? value : '' });
  };
  return (
    <form className="tl-column__filter" onSubmit={submit} aria-label="Filter">
      <Select label="Rows where it" className="tl-select--small" value={operator} onChange={({ target }) => setOperator(operators.find((one) => one === target.value) ?? 'contains')}>
        {operators.map((one) => <option key={one} value={one}>{operatorLabels[one]}</option>)}
      </Select>
      {needsValue(operator) && (
        <Field label="Value" className="tl-input--small" value={value} problem={isTried ? problem : undefined} onChange={({ target }) => setValue(target.value)} />
      )}
      <div className="tl-column__buttons">
        <Button size="small" variant="primary" type="submit">Filter</Button>
        {filter && <Button size="small" onClick={() => onFilter(undefined)}>Clear</Button>}
      </div>
    </form>
  );
}
