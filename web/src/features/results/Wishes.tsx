import { formatCount } from '../../model/format';
import { noWishes, picks } from '../../model/gridWishes';
import { filterText, searchText } from '../../model/wishWords';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Spinner } from '../../ui/Spinner';
import type { Arranged, ResultSource } from './useResult';
import type { ViewKeeper } from './useView';

export interface WishesProps {
  readonly source: ResultSource;
  readonly arranged: Arranged;
  readonly keeper: ViewKeeper;
}

/** What is left out, each part with a way back. */
export function Filters({ source: { columns }, keeper: { view: { wishes }, change } }: WishesProps) {
  return (
    <>
      {wishes.filters.map((filter) => {
        const text = filterText(columns, filter);
        if (text === undefined) return null;
        return <Chip key={`${filter.key} ${filter.operator}`} text={text} label={`Remove the filter ${text}`} onRemove={() => change({ wishes: { ...wishes, filters: wishes.filters.filter((one) => one !== filter) } })} />;
      })}
    </>
  );
}

function Chip({ text, label, onRemove }: { readonly text: string; readonly label: string; readonly onRemove: () => void }) {
  return (
    <span className="tl-results__filter">
      <bdi>{text}</bdi>
      <button type="button" aria-label={label} onClick={onRemove}><Icon name="close" /></button>
    </span>
  );
}

/** How many rows are left, or what keeps them from being shown. */
export function Matches({ arranged, source, keeper: { view, change } }: WishesProps) {
  return (
    <span className="tl-results__matches" role="status">
      {arranged.failure ? <span className="tl-results__problem">{arranged.failure.message}</span>
        : arranged.isBusy ? <Spinner label="Arranging the rows" />
        : picks(view.wishes) ? `${formatCount(arranged.rowCount)} of ${formatCount(source.rowCount)} rows` : 'sorted'}
      <Button size="small" variant="ghost" onClick={() => change({ wishes: noWishes })}>Clear</Button>
    </span>
  );
}

/** Beside a chart: the rows that it draws are those of the grid. */
export function ChosenRows(props: WishesProps) {
  const { keeper: { view: { wishes }, change } } = props;
  return (
    <div className="tl-results__tools" role="group" aria-label="Rows of the chart">
      <span className="tl-results__matches">{picks(wishes) ? 'Drawn from the grid’s rows' : 'In the grid’s order'}</span>
      <Filters {...props} />
      {wishes.search !== '' && <Chip text={searchText(wishes.search)} label="Remove the search" onRemove={() => change({ wishes: { ...wishes, search: '' } })} />}
      <Matches {...props} />
    </div>
  );
}
