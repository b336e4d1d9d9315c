import { useMedia } from '../../../ui/useMedia';
import { limits } from '../editorState';
import { useEditor, useEditorState } from '../useEditor';

const everything = 'all';
const digits = new Intl.NumberFormat('en-GB');
const shortDigits = new Intl.NumberFormat('en-GB', { notation: 'compact' });

/** Said next to Run, so that nobody mistakes a cut result for the whole. */
export function LimitPicker() {
  const { model } = useEditor();
  const { limit } = useEditorState();
  const isNarrow = useMedia('(max-width: 640px)');
  const choose = (value: string): void => {
    model.dispatch({ kind: 'limit', limit: value === everything ? undefined : Number(value) });
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
