import type { ReactNode } from 'react';
import { LiveResults } from '../../features/results/LiveResults';
import type { Snapshot } from '../../model/live';

/** Draws frames in the results' grid or chart; the view is the caller's to keep. */
export function frameRenderer(view: unknown, onViewChange: (view: unknown) => void) {
  return function renderFrame(snapshot: Snapshot, previous: Snapshot | undefined): ReactNode {
    return <LiveResults snapshot={snapshot} {...(previous ? { previous } : {})} view={view} onViewChange={onViewChange} />;
  };
}
