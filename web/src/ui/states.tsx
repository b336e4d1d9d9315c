import { Button } from './Button';
import { forbidden, NoPermission } from './NoPermission';

interface ErrorBoxProps {
  readonly title: string;
  readonly error: { readonly message: string; readonly code?: string };
  readonly onRetry?: () => void;
}

/** A part of a page that failed: what, why, and a way on. */
export function ErrorBox({ title, error, onRetry }: ErrorBoxProps) {
  if (error.code === forbidden) return <NoPermission title={title} message={error.message} {...(onRetry ? { onRetry } : {})} />;
  return (
    <div className="tl-error-box" role="alert">
      <strong>{title}</strong>
      <p>{error.message}</p>
      {onRetry && <Button size="small" onClick={onRetry}>Try again</Button>}
    </div>
  );
}

/** Lines where rows will be. */
export function RowsSkeleton({ rows = 8 }: { readonly rows?: number }) {
  return (
    <div className="tl-skeleton" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => <div key={index} className="tl-skeleton__row" style={{ width: `${92 - ((index * 17) % 40)}%` }} />)}
    </div>
  );
}
