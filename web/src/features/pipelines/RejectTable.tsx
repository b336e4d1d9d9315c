import { useEffect, useRef, useState, type Dispatch } from 'react';
import type { Reject } from '../../model/pipelines';
import { reasonText } from '../../model/pipelineWords';
import { placeText, type RejectChoice, type RejectChoiceAction } from '../../model/rejectChoice';
import { Badge } from '../../ui/Badge';
import { RelativeTime } from '../../ui/RelativeTime';
import { RejectEditor } from './RejectEditor';

interface RejectTableProps {
  readonly rejects: readonly Reject[];
  readonly format: string;
  readonly choice: RejectChoice;
  readonly dispatch: Dispatch<RejectChoiceAction>;
}

export function RejectTable({ rejects, format, choice, dispatch }: RejectTableProps) {
  const [open, setOpen] = useState<string>();
  const all = useRef<HTMLInputElement>(null);
  const ids = rejects.map(({ id }) => id);
  const chosen = ids.filter((id) => choice.selected.has(id)).length;
  useEffect(() => {
    if (all.current) all.current.indeterminate = chosen > 0 && chosen < ids.length;
  }, [chosen, ids.length]);
  return (
    <div className="tl-table-frame" tabIndex={0} role="region" aria-label="Rejected records">
      <table className="tl-table tl-table--cards tl-pl-rejects">
        <thead>
          <tr>
            <th scope="col"><input ref={all} type="checkbox" aria-label="Choose all of this page" checked={chosen > 0 && chosen === ids.length} onChange={() => dispatch({ type: 'toggledAll', ids })} /></th>
            <th scope="col">Why</th>
            <th scope="col">Where</th>
            <th scope="col">When</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        {rejects.map((reject) => (
          <tbody key={reject.id}>
            <Row reject={reject} choice={choice} dispatch={dispatch} isOpen={open === reject.id} onOpen={() => setOpen(open === reject.id ? undefined : reject.id)} />
            {open === reject.id && <tr className="tl-pl-rejects__editor"><td colSpan={5} className="tl-table__wide"><RejectEditor reject={reject} format={format} value={choice.values[reject.id]} dispatch={dispatch} /></td></tr>}
          </tbody>
        ))}
      </table>
    </div>
  );
}

interface RowProps {
  readonly reject: Reject;
  readonly choice: RejectChoice;
  readonly dispatch: Dispatch<RejectChoiceAction>;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

function Row({ reject, choice, dispatch, isOpen, onOpen }: RowProps) {
  const { id, reason, detail, timestamp, value } = reject;
  const mended = choice.values[id];
  const place = placeText(reject);
  return (
    <tr aria-selected={choice.selected.has(id)}>
      <td><input type="checkbox" aria-label={`Choose ${place}`} checked={choice.selected.has(id)} onChange={() => dispatch({ type: 'toggled', id })} /></td>
      <td className="tl-pl-rejects__why"><strong>{reasonText(reason)}</strong><div className="tl-muted">{detail}</div></td>
      <td data-label="Where"><code>{place}</code></td>
      <td data-label="When">{timestamp === undefined ? '–' : <RelativeTime time={timestamp} />}</td>
      <td className="tl-table__wide tl-pl-rejects__value">
        <button type="button" className="tl-pl-rejects__open" aria-expanded={isOpen} aria-label={`Value of ${place}`} onClick={onOpen}>
          <code>{mended ?? value ?? 'no value'}</code>
        </button>
        {mended !== undefined && <Badge tone="accent">mended</Badge>}
      </td>
    </tr>
  );
}
