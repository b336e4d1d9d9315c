import type { Pipeline } from '../../model/pipelines';
import { stateTitle, stateWords } from '../../model/pipelineWords';
import { Badge } from '../../ui/Badge';

export function StateBadge({ pipeline }: { readonly pipeline: Pipeline }) {
  const { text, tone } = stateWords[pipeline.state];
  return <Badge tone={tone} title={stateTitle(pipeline)}>{pipeline.state === 'running' && <span className="tl-dot tl-dot--good tl-pl__pulse" />}{text}</Badge>;
}
