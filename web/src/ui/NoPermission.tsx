import type { ReactNode } from 'react';
import { Button } from './Button';
import { Icon } from './Icon';

/** The code of the server's refusals (403). */
export const forbidden = 'forbidden';

export interface NoPermissionProps {
  /** What can't be had. */
  readonly title: string;
  /** The server's reason. */
  readonly message: string;
  readonly onRetry?: () => void;
  readonly actions?: ReactNode;
}

/** No fault to try again after: somebody else decides. Says what, why, and whom to turn to. */
export function NoPermission({ title, message, onRetry, actions }: NoPermissionProps) {
  return (
    <div className="tl-state" role="alert">
      <span className="tl-state__mark"><Icon name="lock" /></span>
      <p className="tl-state__title">You have no permission for this</p>
      <p className="tl-state__text">{title}: {message}</p>
      <p>Ask whoever looks after this Tideline for access. Your own queries and tabs stay as they are.</p>
      {(onRetry || actions) && (
        <div className="tl-state__actions">
          {onRetry && <Button onClick={onRetry}>Look again</Button>}
          {actions}
        </div>
      )}
    </div>
  );
}
