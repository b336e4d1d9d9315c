import { Icon } from '../../../ui/Icon';
import { useActiveTab, useEditor } from '../useEditor';

/** Why a statement never began to run. One that did says below, where its rows would be, what became of it. */
export function RunErrorBox() {
  const { model } = useEditor();
  const failed = useActiveTab(model)?.run?.items.find(({ state, queryId }) => state === 'failed' && queryId === undefined);
  if (!failed?.error) return null;
  const { code, message } = failed.error;
  return (
    <div className="tl-ed-run-error" role="alert">
      <Icon name="warning" />
      <p>
        {message} <code>{code}</code>
      </p>
    </div>
  );
}
