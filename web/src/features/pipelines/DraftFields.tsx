import { useId } from 'react';
import { modeHints, type DraftProblems, type PipelineDraft } from '../../model/pipelineForm';
import { recordFormats, schemaModes } from '../../model/pipelines';
import { Field, Select } from '../../ui/Field';
import type { Change } from './CreatePipeline';

interface DraftFieldsProps {
  readonly draft: PipelineDraft;
  readonly problems: DraftProblems;
  /** Whether a field says what is wrong with it: not before somebody has been in it. */
  readonly complains: (key: keyof PipelineDraft) => boolean;
  readonly change: Change;
}

export function DraftFields(props: DraftFieldsProps) {
  return (
    <>
      <SourceFields {...props} />
      <TargetFields {...props} />
      <FineFields {...props} />
    </>
  );
}

function problemOf({ problems, complains }: DraftFieldsProps, key: keyof PipelineDraft): string | undefined {
  return complains(key) ? problems[key] : undefined;
}

function SourceFields(props: DraftFieldsProps) {
  const { draft, change } = props;
  return (
    <fieldset className="tl-pl-fields">
      <legend>From Kafka</legend>
      <Field label="Brokers" hint="host:port, with commas between them" value={draft.brokers} problem={problemOf(props, 'brokers')} spellCheck={false} onChange={(event) => change('brokers', event.target.value)} />
      <Field label="Topics" hint="One, or some with commas between them" value={draft.topics} problem={problemOf(props, 'topics')} spellCheck={false} autoFocus onChange={(event) => change('topics', event.target.value)} />
      <Select label="Start" hint="Where the table’s log has no position yet" value={draft.start} onChange={(event) => change('start', event.target.value === 'latest' ? 'latest' : 'earliest')}>
        <option value="earliest">With the oldest record</option>
        <option value="latest">With what comes from now on</option>
      </Select>
      <Select label="Format" value={draft.format} onChange={(event) => change('format', recordFormats.find((known) => known === event.target.value) ?? 'json')}>
        <option value="json">JSON</option>
        <option value="csv">CSV</option>
        <option value="text">Text, one column</option>
      </Select>
    </fieldset>
  );
}

function TargetFields(props: DraftFieldsProps) {
  const { draft, change } = props;
  return (
    <fieldset className="tl-pl-fields">
      <legend>Into a table</legend>
      <Field label="Table" hint="Made of the first records when it does not exist" value={draft.table} problem={problemOf(props, 'table')} spellCheck={false} onChange={(event) => change('table', event.target.value)} />
      <Field label="Pipeline’s name" value={draft.name} problem={problemOf(props, 'name')} spellCheck={false} onChange={(event) => change('name', event.target.value)} />
      <Select label="When the schema differs" hint={modeHints[draft.schemaMode]} value={draft.schemaMode} onChange={(event) => change('schemaMode', schemaModes.find((known) => known === event.target.value) ?? 'evolve')}>
        <option value="evolve">Evolve the table</option>
        <option value="rescue">Rescue what doesn’t fit</option>
        <option value="fixed">Keep it as it is</option>
      </Select>
      <Select label="What can’t be a row" value={draft.onError} onChange={(event) => change('onError', event.target.value === 'fail' ? 'fail' : 'reject')}>
        <option value="reject">Becomes a reject, to be mended</option>
        <option value="fail">Stops the pipeline</option>
      </Select>
    </fieldset>
  );
}

function FineFields(props: DraftFieldsProps) {
  const { draft, change } = props;
  const id = useId();
  const problem = problemOf(props, 'properties');
  return (
    <details className="tl-pl-fine">
      <summary>More settings</summary>
      <div className="tl-pl-fields">
        <Field label="Partition the table by" hint="Columns or date(column) AS day, with commas between them" value={draft.partitionBy} spellCheck={false} onChange={(event) => change('partitionBy', event.target.value)} />
        <Field label="Commit every, in ms" value={draft.flushMs} problem={problemOf(props, 'flushMs')} inputMode="numeric" onChange={(event) => change('flushMs', event.target.value)} />
        <div className="tl-field tl-pl-fields__wide">
          <label className="tl-field__label" htmlFor={id}>Settings of librdkafka</label>
          <textarea id={id} className="tl-input tl-mono" rows={4} spellCheck={false} placeholder={'security.protocol=SASL_SSL\nsasl.username=reader'} aria-describedby={`${id}-note`} value={draft.properties} onChange={(event) => change('properties', event.target.value)} />
          <p id={`${id}-note`} className={problem === undefined ? 'tl-field__hint' : 'tl-field__problem'}>{problem ?? 'One name=value a line: TLS, SASL and all others. Secrets are never shown again.'}</p>
        </div>
      </div>
    </details>
  );
}
