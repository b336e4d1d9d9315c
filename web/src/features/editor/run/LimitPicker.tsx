import { changedView, limits, tabView } from '../../../model/tabView';
import { useMedia } from '../../../ui/useMedia';
import { useActiveTab, useEditor } from '../useEditor';

const everything = 'all';
const digits = new Intl.NumberFormat('en-GB');
const shortDigits = new Intl.NumberFormat('en-GB', { notation: 'compact' });

/** Of this tab, said next to Run, so that nobody mistakes a cut result for the whole. */
export function LimitPicker() {
  const { model } = useEditor();
  const view = useActiveTab(model)?.view;
  const { limit } = tabView(view);
  const isNarrow = useMedia('(max-width: 640px)');
  const choose = (value: string): void => {
    model.edit({ view: changedView(view, { limit: value === everything ? undefined : Number(value) }) });
  };
  return (
    <label className="tl-ed-limit" title="Rows that a result has at most">
      <span className="tl-ed-wide">Limit</span>
      <select className="tl-select" aria-label="Row limit" value={limit ?? everything} onChange={(event) => choose(event.target.value)}>
        {limits.map((count) => (
          <option key={count} value={count}>
            {(isNarrow ? shortDigits : digits).format(count)} rows
          </option>
        ))}
        <option value={everything}>All rows</option>
      </select>
    </label>
  );
}
