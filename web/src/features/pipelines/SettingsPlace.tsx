import { useState } from 'react';
import { definitionText } from '../../model/pipelineForm';
import type { Pipeline } from '../../model/pipelines';
import { formatBytes, formatCount, formatDuration } from '../../model/format';
import { Button } from '../../ui/Button';
import { CopyLine } from '../../ui/CopyLine';
import { RelativeTime } from '../../ui/RelativeTime';
import { DeleteDialog } from './DeleteDialog';
import { useSlots } from './pipelineContext';
import { ResetDialog } from './ResetDialog';

/** How it was declared, and what can't be taken back. */
export function SettingsPlace({ pipeline }: { readonly pipeline: Pipeline }) {
  return (
    <>
      <Facts pipeline={pipeline} />
      <section>
        <h2>Definition</h2>
        <p className="tl-muted">As <code>POST /api/pipelines</code> takes it, without secrets.</p>
        <CopyLine text={definitionText(pipeline)} />
      </section>
      <DangerZone pipeline={pipeline} />
    </>
  );
}

function Facts({ pipeline }: { readonly pipeline: Pipeline }) {
  const { renderTableLink, renderJobsLink } = useSlots();
  const { source, table, format, schemaMode, flush, onError, partitionBy, timeColumn, metadataColumns, since } = pipeline;
  const flushTexts = [
    ...(flush?.intervalMs === undefined ? [] : [`every ${formatDuration(flush.intervalMs)}`]),
    ...(flush?.bytes === undefined ? [] : [`at ${formatBytes(flush.bytes)}`]),
    ...(flush?.rows === undefined ? [] : [`at ${formatCount(flush.rows)} rows`]),
  ];
  return (
    <dl className="tl-pairs">
      <dt>Source</dt><dd>{source.type}</dd>
      {source.brokers !== undefined && <><dt>Brokers</dt><dd><code>{source.brokers}</code></dd></>}
      {source.topics !== undefined && <><dt>Topics</dt><dd>{source.topics.join(', ')}</dd></>}
      {source.start !== undefined && <><dt>Starts at</dt><dd>{source.start}, unless the table’s log has a position</dd></>}
      {source.onRetentionLoss !== undefined && <><dt>Records lost to retention</dt><dd>{source.onRetentionLoss}</dd></>}
      <dt>Table</dt><dd>{renderTableLink(table)} · {renderJobsLink('its upkeep', table)}</dd>
      <dt>Rejects</dt><dd>{renderTableLink(`${table}__rejects`)}</dd>
      <dt>Format</dt><dd>{format}</dd>
      <dt>Schema</dt><dd>{schemaMode}</dd>
      {onError !== undefined && <><dt>What can’t be a row</dt><dd>{onError === 'fail' ? 'stops the pipeline' : 'becomes a reject'}</dd></>}
      {partitionBy !== undefined && partitionBy.length > 0 && <><dt>Partitioned by</dt><dd>{partitionBy.join(', ')}</dd></>}
      {timeColumn !== undefined && <><dt>Time column</dt><dd>{timeColumn}</dd></>}
      {flushTexts.length > 0 && <><dt>Commits</dt><dd>{flushTexts.join(', or ')}, whichever comes first</dd></>}
      {metadataColumns !== undefined && <><dt>Columns about the record</dt><dd>{Object.entries(metadataColumns).map(([what, column]) => `${what} as ${column}`).join(', ')}</dd></>}
      <dt>In this state since</dt><dd><RelativeTime time={since} /></dd>
    </dl>
  );
}

function DangerZone({ pipeline }: { readonly pipeline: Pipeline }) {
  const [asked, setAsked] = useState<'reset' | 'delete'>();
  const close = (): void => setAsked(undefined);
  return (
    <section className="tl-pl-danger">
      <h2>With care</h2>
      <p className="tl-muted">A reset moves the position in the table’s log: records may be written twice or skipped. Deleting keeps the table.</p>
      <span className="tl-pl__commands">
        <Button variant="danger" onClick={() => setAsked('reset')}>Reset position…</Button>
        <Button variant="danger" onClick={() => setAsked('delete')}>Delete pipeline…</Button>
      </span>
      {asked === 'reset' && <ResetDialog pipeline={pipeline} onClose={close} />}
      {asked === 'delete' && <DeleteDialog pipeline={pipeline} onClose={close} />}
    </section>
  );
}
