import { useMemo } from 'react';
import { countChanges, diffTexts, type DiffLine, type DiffRow } from '../../../model/textDiff';
import { Dialog } from '../../../ui/Dialog';
import { RelativeTime } from '../../../ui/RelativeTime';
import type { HistoryEntry } from '../services';

/** The older text on the left, the newer on the right. */
export function DiffDialog({ entries, onClose }: { readonly entries: readonly HistoryEntry[]; readonly onClose: () => void }) {
  const [older, newer] = [...entries].sort((one, other) => (one.startedAt < other.startedAt ? -1 : 1));
  const rows = useMemo(() => diffTexts(older?.query ?? '', newer?.query ?? ''), [older, newer]);
  const { added, removed } = countChanges(rows);
  return (
    <Dialog title="Compare two queries" isWide onClose={onClose}>
      <p className="tl-muted">
        {added + removed === 0 ? 'Both texts are the same.' : `${removed} removed, ${added} added ${added === 1 ? 'line' : 'lines'}`}
      </p>
      <div className="tl-ed-diff" tabIndex={0} role="region" aria-label="Both texts">
        <table>
          <thead>
            <tr>
              <th colSpan={2} scope="colgroup">Before, {older && <RelativeTime time={older.startedAt} />}</th>
              <th colSpan={2} scope="colgroup">After, {newer && <RelativeTime time={newer.startedAt} />}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index} className={`tl-ed-diff__row tl-ed-diff__row--${row.kind}`}>
                <Side row={row} side="before" />
                <Side row={row} side="after" />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Dialog>
  );
}

function Side({ row, side }: { readonly row: DiffRow; readonly side: 'before' | 'after' }) {
  const line = row[side];
  const isChanged = row.kind !== 'same' && line !== undefined;
  const mark = isChanged ? (side === 'before' ? '−' : '+') : '';
  return (
    <>
      <td className="tl-ed-diff__number tl-ed-digits">{line?.number}</td>
      <td className={isChanged ? `tl-ed-diff__text tl-ed-diff__text--${side}` : 'tl-ed-diff__text'}>
        <span className="tl-ed-diff__mark">{mark}</span>
        {line && <Segments line={line} side={side} />}
      </td>
    </>
  );
}

function Segments({ line, side }: { readonly line: DiffLine; readonly side: 'before' | 'after' }) {
  const Emphasis = side === 'before' ? 'del' : 'ins';
  return (
    <code>
      {line.segments.map(({ text, isEmphasised }, index) => (isEmphasised ? <Emphasis key={index}>{text}</Emphasis> : text))}
    </code>
  );
}
