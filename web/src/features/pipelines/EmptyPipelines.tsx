import type { ReactNode } from 'react';
import { CopyLine } from '../../ui/CopyLine';
import { useSlots } from './pipelineContext';

const ingest = 'tideline ingest --brokers localhost:9092 --topic events --table delta_lake.events';

const curlLine = (origin: string): string => `curl -X POST ${origin}/api/ingest/delta_lake.events \\
  -H 'Content-Type: application/x-ndjson' \\
  --data-binary '{"at":"2026-01-01T00:00:00Z","name":"hello"}'`;

/** How to begin: each way is one click or one copied command away. */
export function EmptyPipelines() {
  const { renderLink, renderJobsLink } = useSlots();
  return (
    <section className="tl-pl tl-pl-empty" aria-labelledby="empty-pipelines-title">
      <h1 id="empty-pipelines-title">Nothing flows into the lake yet</h1>
      <p className="tl-muted">
        A pipeline reads a stream and commits its records to a table, each exactly once, visible within a second. Begin in one of these ways.
      </p>
      <div className="tl-pl-empty__ways">
        <Way title="Read Kafka topics" text="Name the brokers and topics, look at real messages as rows, and start.">
          {renderLink({ view: 'new' }, 'New pipeline', 'primary')}
        </Way>
        <Way title="Post over HTTP" text="A table that does not exist yet is made of the first records.">
          <CopyLine text={curlLine(location.origin)} />
        </Way>
        <Way title="From the command line" text="The same pipeline without the form; it shows up here.">
          <CopyLine text={ingest} />
        </Way>
      </div>
      <p className="tl-muted">Tables are kept fast by themselves: {renderJobsLink('jobs of upkeep')}.</p>
    </section>
  );
}

function Way({ title, text, children }: { readonly title: string; readonly text: string; readonly children: ReactNode }) {
  return (
    <article className="tl-pl-way">
      <h2>{title}</h2>
      <p className="tl-muted">{text}</p>
      {children}
    </article>
  );
}
