import { hasUnstoredChanges } from '../../../model/tabs';
import { useEditorState } from '../useEditor';

export function KeepingStatus() {
  const { keeping, tabs } = useEditorState();
  if (keeping.kind === 'offline') {
    return (
      <span className="tl-ed-warning" role="status" title="What you type is kept in this browser and sent when the server is back">
        Offline, kept in this browser
      </span>
    );
  }
  if (keeping.kind === 'refused') return <span className="tl-ed-danger" role="status">{keeping.problem}</span>;
  const isUnsent = keeping.kind === 'sending' || tabs.tabs.some(hasUnstoredChanges);
  return <span className="tl-muted">{isUnsent ? 'Keeping…' : 'Kept on the server'}</span>;
}
