import { useState } from 'react';
import type { Pipeline } from '../../model/pipelines';
import { sourceText } from '../../model/pipelineWords';
import { Menu } from '../../ui/Menu';
import { CommandButtons } from './CommandButtons';
import { DeleteDialog } from './DeleteDialog';
import { useSlots } from './pipelineContext';
import { ResetDialog } from './ResetDialog';
import { StateBadge } from './StateBadge';

export function PipelineHeader({ pipeline }: { readonly pipeline: Pipeline }) {
  const { renderLink, renderTableLink } = useSlots();
  const [asked, setAsked] = useState<'reset' | 'delete'>();
  const close = (): void => setAsked(undefined);
  return (
    <header className="tl-pl-head">
      <p className="tl-pl-head__back">{renderLink({ view: 'list' }, '‹ Pipelines')}</p>
      <h1>{pipeline.name}</h1>
      <StateBadge pipeline={pipeline} />
      <p className="tl-pl-head__flow">
        <span className="tl-muted">{sourceText(pipeline)}</span>
        <span aria-hidden="true"> → </span>
        <span className="tl-hidden"> into </span>
        {renderTableLink(pipeline.table)}
      </p>
      <span className="tl-pl__actions">
        <CommandButtons pipeline={pipeline} />
        <Menu
          label="More actions"
          items={[
            { label: 'Reset position…', icon: 'back', onSelect: () => setAsked('reset') },
            { label: 'Delete pipeline…', icon: 'trash', isDangerous: true, onSelect: () => setAsked('delete') },
          ]}
        />
      </span>
      {asked === 'reset' && <ResetDialog pipeline={pipeline} onClose={close} />}
      {asked === 'delete' && <DeleteDialog pipeline={pipeline} onClose={close} />}
    </header>
  );
}
