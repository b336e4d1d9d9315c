import { useId } from 'react';

export interface SwitchProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}

export function Switch({ label, checked, onChange, disabled = false }: SwitchProps) {
  const id = useId();
  return (
    <span className="tl-switch">
      <button type="button" id={id} className="tl-switch__track" role="switch" aria-checked={checked} aria-labelledby={`${id}-label`} disabled={disabled} onClick={() => onChange(!checked)}>
        <span className="tl-switch__knob" />
      </button>
      <label id={`${id}-label`} htmlFor={id}>{label}</label>
    </span>
  );
}
