import { useEffect, type KeyboardEvent } from 'react';
import { isParameterType, parameterTypes, parseParameter, type ParameterInput } from '../../../model/sqlParameters';

interface Props {
  readonly name: string;
  readonly input: ParameterInput;
  /** The tab has no value for it yet: the guessed type is kept as soon as one is typed. */
  readonly isFresh: boolean;
  readonly onChange: (input: ParameterInput) => void;
  readonly onRun: () => void;
}

export function ParameterField({ name, input, isFresh, onChange, onRun }: Props) {
  const parsed = parseParameter(input);
  const problem = parsed.kind === 'invalid' && !isFresh ? parsed.reason : undefined;
  const [inputId, problemId] = [`parameter-${name}`, `parameter-${name}-problem`];
  // A boolean shows a choice at once, so that it must have one.
  useEffect(() => {
    if (input.type === 'boolean' && input.text === '') onChange({ ...input, text: 'true' });
  }, [input, onChange]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') onRun();
  };
  return (
    <div className={problem === undefined ? 'tl-ed-parameter' : 'tl-ed-parameter tl-ed-parameter--invalid'}>
      <label htmlFor={inputId}>:{name}</label>
      <select
        className="tl-select tl-select--small"
        aria-label={`Type of :${name}`}
        value={input.type}
        onChange={({ target }) => isParameterType(target.value) && onChange({ ...input, type: target.value })}
      >
        {parameterTypes.map((type) => (
          <option key={type}>{type}</option>
        ))}
      </select>
      <ValueInput id={inputId} input={input} problemId={problem === undefined ? undefined : problemId} onChange={onChange} onKeyDown={onKeyDown} />
      <label className="tl-ed-parameter__null" title="Send NULL">
        <input type="checkbox" checked={input.isNull} onChange={({ target }) => onChange({ ...input, isNull: target.checked })} /> null
      </label>
      {problem !== undefined && <span id={problemId} className="tl-ed-parameter__problem">{problem}</span>}
    </div>
  );
}

interface ValueProps {
  readonly id: string;
  readonly input: ParameterInput;
  readonly problemId: string | undefined;
  readonly onChange: (input: ParameterInput) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

const hints: Record<ParameterInput['type'], string> = {
  string: 'text',
  bigint: '42',
  double: '0.25',
  decimal: '19.90',
  boolean: '',
  date: '2026-11-25',
  timestamp: '2026-11-25 09:30 (UTC)',
};

function ValueInput({ id, input, problemId, onChange, onKeyDown }: ValueProps) {
  const shared = { id, className: 'tl-input tl-input--small tl-ed-parameter__value', disabled: input.isNull, onKeyDown, 'aria-invalid': problemId !== undefined, 'aria-describedby': problemId };
  if (input.type === 'boolean') {
    return (
      <select {...shared} value={input.text.toLowerCase()} onChange={({ target }) => onChange({ ...input, text: target.value })}>
        <option>true</option>
        <option>false</option>
      </select>
    );
  }
  return (
    <input
      {...shared}
      type={input.type === 'date' ? 'date' : 'text'}
      inputMode={input.type === 'bigint' || input.type === 'double' || input.type === 'decimal' ? 'decimal' : 'text'}
      placeholder={input.isNull ? 'NULL' : hints[input.type]}
      value={input.text}
      onChange={({ target }) => onChange({ ...input, text: target.value })}
    />
  );
}
