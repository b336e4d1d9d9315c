import { visibleText } from './cellFormat';
import { columnKeys, type ColumnMeta } from './cellType';
import { formatCount } from './format';
import { needsValue, operatorLabels, picks, type FilterWish, type GridWishes } from './gridWishes';

/** A filter in words; undefined for one of a column that the result doesn't have. */
export function filterText(columns: readonly ColumnMeta[], { key, operator, value }: FilterWish): string | undefined {
  const name = columns[columnKeys(columns).indexOf(key)]?.name;
  return name === undefined ? undefined : `${visibleText(name)} ${operatorLabels[operator]}${needsValue(operator) ? ` ${visibleText(value)}` : ''}`;
}

export function searchText(search: string): string {
  return `any column contains “${visibleText(search)}”`;
}

/** Which rows a chart stands for, for those who don't see the filters beside it; empty when it is all of them. */
export function picksNote(columns: readonly ColumnMeta[], wishes: GridWishes, shown: number, total: number): string {
  if (!picks(wishes)) return '';
  const parts = wishes.filters.flatMap((filter) => filterText(columns, filter) ?? []);
  if (wishes.search !== '') parts.push(searchText(wishes.search));
  return `${formatCount(shown)} of ${formatCount(total)} rows: ${parts.join(', ')}`;
}
