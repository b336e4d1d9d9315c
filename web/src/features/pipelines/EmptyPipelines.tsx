import type { ReactNode } from 'react';
import { getHealth } from '../../api/server';
import { ingestCommand, postCommand } from '../../model/firstSteps';
import { CopyLine } from '../../ui/CopyLine';
import { useResource } from '../../ui/useResource';
import { useSlots } from './pipelineContext';

/** How to begin: each way is one click or one copied command away. */
export function EmptyPipelines() {
  const { renderLink, renderJobsLink } = useSlots();
  const { value } = useResource('health', getHealth);
  const lake = value?.lake;
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
          <CopyLine text={postCommand({ origin: location.origin })} />
        </Way>
        {lake !== undefined && (
          <Way title="From the command line" text="A process of its own, until Ctrl-C, which needs no server. Its table shows up under Tables.">
            <CopyLine text={ingestCommand({ program: value?.program, lake })} />
          </Way>
        )}
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
