import type { ReactNode } from 'react';

export interface EmptyStateProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** Nothing is here yet, and what can be done about it. */
export function EmptyState({ title, children, actions }: EmptyStateProps) {
  return (
    <div className="tl-state">
      <p className="tl-state__title">{title}</p>
      {children && <div className="tl-state__text">{children}</div>}
      {actions && <div className="tl-state__actions">{actions}</div>}
    </div>
  );
}
