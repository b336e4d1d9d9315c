import { useState } from 'react';
import { formatCount } from '../../model/format';
import type { Preview } from '../../model/pipelines';
import { reasonText } from '../../model/pipelineWords';
import { placeText } from '../../model/rejectChoice';
import { RelativeTime } from '../../ui/RelativeTime';
import { Tabs } from '../../ui/Tabs';
import { useSlots } from './pipelineContext';

type Shown = 'rows' | 'columns' | 'messages' | 'rejects';
const panel = 'preview-shown';

export function PreviewResult({ preview }: { readonly preview: Preview }) {
  const { records, rows, columns, rejects } = preview;
  const [shown, setShown] = useState<Shown>('rows');
  const titles: Readonly<Record<Shown, string>> = {
    rows: `Rows (${formatCount(rows.length)})`,
    columns: `Columns (${formatCount(columns.length)})`,
    messages: `Messages (${formatCount(records.length)})`,
    rejects: `Rejects (${formatCount(rejects.length)})`,
  };
  const ids: readonly Shown[] = ['rows', 'columns', 'messages', 'rejects'];
  if (records.length === 0) return <p className="tl-note">The topics are empty: there is no message to look at. The pipeline can be created all the same.</p>;
  return (
    <>
      <Tabs label="Preview" tabs={ids.map((id) => ({ id, title: titles[id] }))} active={shown} onChange={setShown} panelId={panel} />
      <div id={panel} role="tabpanel" aria-label={titles[shown]} className="tl-pl-preview__panel"><Panel shown={shown} preview={preview} /></div>
    </>
  );
}

function Panel({ shown, preview }: { readonly shown: Shown; readonly preview: Preview }) {
  const { renderRows } = useSlots();
  switch (shown) {
    case 'rows':
      return <div className="tl-pl-preview__grid">{renderRows({ columns: preview.columns, rows: preview.rows })}</div>;
    case 'columns':
      return (
        <dl className="tl-pairs tl-pl-preview__columns">
          {preview.columns.map(({ name, type }) => <div key={name} className="tl-pl-pair"><dt>{name}</dt><dd><code>{type}</code></dd></div>)}
        </dl>
      );
    case 'messages':
      return <Messages preview={preview} />;
    case 'rejects':
      return <Rejects preview={preview} />;
  }
}

function Messages({ preview }: { readonly preview: Preview }) {
  return (
    <ul className="tl-pl-messages">
      {preview.records.map((record) => (
        <li key={placeText(record)}>
          <p className="tl-muted">{placeText(record)}{record.key !== null && <> · key <code>{record.key}</code></>}{record.timestamp !== undefined && <> · <RelativeTime time={record.timestamp} /></>}</p>
          <pre>{record.value ?? 'no value'}</pre>
        </li>
      ))}
    </ul>
  );
}

function Rejects({ preview }: { readonly preview: Preview }) {
  if (preview.rejects.length === 0) return <p className="tl-muted">Every one of these messages becomes a row.</p>;
  return (
    <ul className="tl-pl-messages">
      {preview.rejects.map((reject) => (
        <li key={placeText(reject)}>
          <p><strong>{reasonText(reject.reason)}</strong> <span className="tl-muted">{placeText(reject)}</span></p>
          <p>{reject.detail}</p>
        </li>
      ))}
    </ul>
  );
}
