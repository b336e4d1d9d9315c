import { formatCount } from '../../model/format';
import type { PipelinePartition } from '../../model/pipelines';

interface OffsetFieldsProps {
  readonly partitions: readonly PipelinePartition[];
  readonly offsets: Readonly<Record<string, string>>;
  readonly onChange: (offsets: Readonly<Record<string, string>>) => void;
}

/** The next offset to read of each partition; what stays empty isn't moved. */
export function OffsetFields({ partitions, offsets, onChange }: OffsetFieldsProps) {
  return (
    <fieldset className="tl-pl-offsets">
      <legend className="tl-field__label">Next offset to read</legend>
      {partitions.map(({ topic, partition, position, end }) => {
        const name = `${topic}/${partition}`;
        return (
          <label key={name} className="tl-pl-offsets__line">
            <span>{name}</span>
            <input className="tl-input tl-input--small tl-num" inputMode="numeric" placeholder={String(position)} value={offsets[name] ?? ''} onChange={(event) => onChange({ ...offsets, [name]: event.target.value })} />
            <span className="tl-muted">of {end === undefined ? '?' : formatCount(end)}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
