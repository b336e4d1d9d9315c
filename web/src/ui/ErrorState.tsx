import type { ReactNode } from 'react';
import { Button } from './Button';
import { forbidden, NoPermission } from './NoPermission';

export interface ErrorStateProps {
  readonly title: string;
  readonly message: string;
  readonly code?: string | undefined;
  readonly onRetry?: () => void;
  readonly actions?: ReactNode;
}

export function ErrorState({ title, message, code, onRetry, actions }: ErrorStateProps) {
  if (code === forbidden) return <NoPermission title={title} message={message} actions={actions} {...(onRetry ? { onRetry } : {})} />;
  return (
    <div className="tl-state" role="alert">
      <p className="tl-state__title">{title}</p>
      <p className="tl-state__text">{message}</p>
      {code && <p className="tl-state__code">{code}</p>}
      {(onRetry || actions) && (
        <div className="tl-state__actions">
          {onRetry && <Button icon="refresh" onClick={onRetry}>Try again</Button>}
          {actions}
        </div>
      )}
    </div>
  );
}
