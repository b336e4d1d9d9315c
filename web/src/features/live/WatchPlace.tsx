import { useRef, type ReactNode } from 'react';
import { previousFrame, shownFrame } from '../../model/liveFrames';
import { endingText, type Snapshot } from '../../model/live';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Spinner } from '../../ui/Spinner';
import { FrameBar } from './FrameBar';
import { useFrameKeys } from './useFrameKeys';
import { useWatch, type Watch, type WatchRequest } from './useWatch';
import './live.css';

export interface WatchPlaceProps {
  readonly request: WatchRequest;
  /** Draws a frame; what differs from the one before it may flash. */
  readonly renderFrame: (snapshot: Snapshot, previous: Snapshot | undefined) => ReactNode;
  /** At the end of the bar, and where there is nothing to show yet. */
  readonly actions?: ReactNode;
}

/** A query's answer as it moves, with its age, its cost, and a way back through the last frames. */
export function WatchPlace({ request, renderFrame, actions }: WatchPlaceProps) {
  const watch = useWatch(request);
  const { live, dispatch } = watch;
  const frame = shownFrame(live);
  const place = useRef<HTMLElement>(null);
  const pressFirst = useFrameKeys(place, live, dispatch);
  if (!frame) return <Waiting watch={watch} actions={actions} />;
  return (
    <section ref={place} className="tl-watch" aria-label="Live result" onKeyDownCapture={pressFirst}>
      <FrameBar live={live} frame={frame} dispatch={dispatch} actions={actions} />
      <Notice watch={watch} />
      <div className="tl-watch__frame">{renderFrame(frame, live.heldAt === undefined ? previousFrame(live) : undefined)}</div>
    </section>
  );
}

function Waiting({ watch: { live, restart }, actions }: { readonly watch: Watch; readonly actions: ReactNode }) {
  if (live.error) {
    return <ErrorState title="This query can’t be watched" message={live.error.message} code={live.error.code} onRetry={restart} actions={actions} />;
  }
  if (live.state === 'ended') {
    return <EmptyState title="This live query has ended" actions={<><Button onClick={restart}>Start again</Button>{actions}</>}>It ended because {endingText(live.reason)}.</EmptyState>;
  }
  return <EmptyState title="Waiting for the first answer" actions={actions}><Spinner label="Waiting" /></EmptyState>;
}

/** What is wrong while an older answer stays on screen. */
function Notice({ watch: { live, restart } }: { readonly watch: Watch }) {
  if (live.state === 'ended') {
    return (
      <p className="tl-watch__notice" role="status">
        This live query has ended: {endingText(live.reason)}.
        <Button size="small" onClick={restart}>Start again</Button>
      </p>
    );
  }
  if (!live.error) return null;
  return <p className="tl-watch__notice tl-watch__notice--bad" role="alert">The newest run failed, this is the answer before it. {live.error.message}</p>;
}
