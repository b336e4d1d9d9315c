import { connectionState } from '../api/events';
import type { ConnectionState } from '../model/eventHub';
import type { EngineStatus } from '../model/serverEvents';
import { RelativeTime } from '../ui/RelativeTime';
import { useStore } from '../ui/useStore';
import { serverStatus } from './serverStatus';

const connectionTexts: Readonly<Record<ConnectionState, readonly [tone: string, text: string, hint?: string]>> = {
  idle: ['', 'Not connected'],
  connecting: ['warning', 'Connecting…'],
  open: ['good', 'Connected'],
  lost: ['bad', 'Connection lost, trying again…'],
  resting: ['', 'Paused until you use this window', 'The windows of this browser that were used last are kept up to date: it has six connections to a server.'],
};

function engineTone(state: string): string {
  if (state === 'running') return 'good';
  return state === 'failed' || state === 'stopped' ? 'bad' : 'warning';
}

function EnginePart({ engine }: { readonly engine: EngineStatus }) {
  return (
    <span className="tl-footer__part" title={`Engine: ${engine.version ?? engine.engine ?? ''}, restarted ${engine.restarts ?? 0} times`}>
      <span className={`tl-dot tl-dot--${engineTone(engine.state)}`} />
      Engine {engine.state}
      {engine.version && <span className="tl-footer__extra"> · {engine.version}</span>}
    </span>
  );
}

export function Footer() {
  const connection = useStore(connectionState);
  const { version, engine, newestCommit } = useStore(serverStatus);
  const [tone, text, hint] = connectionTexts[connection];
  return (
    <footer className="tl-footer">
      <span className="tl-footer__part" role="status" title={hint}>
        <span className={`tl-dot tl-dot--${tone}`} />
        {text}
      </span>
      {engine && <EnginePart engine={engine} />}
      <span className="tl-footer__rest" />
      {newestCommit && (
        <span className="tl-footer__part tl-footer__extra">
          {newestCommit.table} committed <RelativeTime time={newestCommit.timestamp} />
        </span>
      )}
      {version && <span className="tl-footer__part tl-footer__extra">Tideline {version}</span>}
    </footer>
  );
}
