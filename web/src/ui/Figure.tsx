import type { ReactNode } from 'react';

interface FigureProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  readonly children?: ReactNode;
}

/** One number with its name. */
export function Figure({ label, value, note, children }: FigureProps) {
  return (
    <div className="tl-figure">
      <span className="tl-figure__label">{label}</span>
      <span className="tl-figure__value">{value}</span>
      {children}
      {note && <span className="tl-figure__note">{note}</span>}
    </div>
  );
}
