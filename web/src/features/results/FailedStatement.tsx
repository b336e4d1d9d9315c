import { useMemo, type ReactNode } from 'react';
import type { Failure } from '../../model/apiError';
import { errorExcerpt } from '../../model/errorExcerpt';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { forbidden } from '../../ui/NoPermission';

/** Where the error stands in the text that the person sees, and the way there. */
export interface FailedPlace {
  readonly line: number;
  readonly column: number;
  readonly onGo: () => void;
}

export interface FailedStatementProps {
  readonly statement: string;
  readonly error: Failure | undefined;
  /** Absent when the text was edited since. */
  readonly place?: FailedPlace;
  readonly actions: ReactNode;
}

/** A statement's error: what the engine said, the line that it means, and a way to it. */
export function FailedStatement({ statement, error, place, actions }: FailedStatementProps) {
  const isForbidden = error?.code === forbidden;
  return (
    <div className="tl-failed">
      <div className="tl-failed__bar">{actions}</div>
      <div className="tl-failed__body" role="alert">
        <h2 className="tl-failed__title"><Icon name={isForbidden ? 'lock' : 'warning'} /> {isForbidden ? 'You have no permission for this statement' : 'The statement failed'}</h2>
        <p className="tl-failed__message">{error?.message ?? 'The server gave no reason.'}</p>
        {isForbidden && <p className="tl-muted">Ask whoever looks after this Tideline for access.</p>}
        {error?.line !== undefined && <Excerpt statement={statement} line={error.line} column={error.column ?? 1} shownLine={place?.line} />}
        <div className="tl-failed__foot">
          {place && <Button icon="forward" onClick={place.onGo}>Line {place.line}, column {place.column}</Button>}
          {!place && error?.line !== undefined && <span className="tl-muted">Line {error.line} of the statement as it ran; its text was changed since.</span>}
          {error && <code className="tl-failed__code">{error.code}</code>}
        </div>
      </div>
    </div>
  );
}

interface ExcerptProps {
  readonly statement: string;
  readonly line: number;
  readonly column: number;
  readonly shownLine: number | undefined;
}

function Excerpt({ statement, line, column, shownLine }: ExcerptProps) {
  const { before, marked, after } = useMemo(() => errorExcerpt(statement, { line, column }), [statement, line, column]);
  return (
    <pre className="tl-failed__excerpt" tabIndex={0} aria-label="The line of the error">
      <span className="tl-failed__line" aria-hidden="true">{shownLine ?? line}</span>
      <code>{before}<mark>{marked}</mark>{after}</code>
    </pre>
  );
}
