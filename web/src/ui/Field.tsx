import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes } from 'react';
import { classes } from './classes';

interface Described {
  readonly label: string;
  readonly hint?: string;
  readonly problem?: string | undefined;
}

interface FieldFrameProps extends Described {
  readonly id: string;
  readonly children: ReactNode;
}

function FieldFrame({ id, label, hint, problem, children }: FieldFrameProps) {
  return (
    <div className="tl-field">
      <label className="tl-field__label" htmlFor={id}>{label}</label>
      {children}
      {problem ? <p className="tl-field__problem" id={`${id}-note`} role="alert">{problem}</p>
        : hint && <p className="tl-field__hint" id={`${id}-note`}>{hint}</p>}
    </div>
  );
}

export interface FieldProps extends Described, InputHTMLAttributes<HTMLInputElement> {}

/** A labelled text input; the hint, or the problem in its place, is read out with it. */
export function Field({ label, hint, problem, className, ...rest }: FieldProps) {
  const id = useId();
  const note = problem || hint ? `${id}-note` : undefined;
  return (
    <FieldFrame id={id} label={label} {...(hint ? { hint } : {})} problem={problem}>
      <input id={id} className={classes('tl-input', className)} aria-describedby={note} aria-invalid={problem ? true : undefined} {...rest} />
    </FieldFrame>
  );
}

export interface SelectProps extends Described, SelectHTMLAttributes<HTMLSelectElement> {}

export function Select({ label, hint, problem, className, children, ...rest }: SelectProps) {
  const id = useId();
  const note = problem || hint ? `${id}-note` : undefined;
  return (
    <FieldFrame id={id} label={label} {...(hint ? { hint } : {})} problem={problem}>
      <select id={id} className={classes('tl-select', className)} aria-describedby={note} aria-invalid={problem ? true : undefined} {...rest}>
        {children}
      </select>
    </FieldFrame>
  );
}
