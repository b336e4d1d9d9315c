import { useEffect } from 'react';
import { formatBytes } from '../model/format';
import { Button } from '../ui/Button';
import { useStore } from '../ui/useStore';
import { exports, guardExports } from './exports';

/** The exports on their way, in every place of the page. */
export function ExportTray() {
  const running = useStore(exports);
  useEffect(guardExports, []);
  if (running.length === 0) return null;
  return (
    <section aria-label="Exports">
      <ul className="tl-toasts__list">
        {running.map(({ id, label, bytes, share }) => (
          <li key={id} className="tl-toast tl-export">
            <div className="tl-toast__text">
              Exporting {label}
              <span className="tl-muted"> {share === undefined ? formatBytes(bytes) : `${Math.floor(share * 100)} %, ${formatBytes(bytes)}`}</span>
              <progress className="tl-export__bar" aria-label={`Export as ${label}`} {...(share === undefined ? {} : { value: share })} />
            </div>
            <Button size="small" onClick={() => exports.cancel(id)}>Cancel</Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
