import { errorRange, type RunItem } from '../../../model/tabsRun';
import type { CodeEditor } from '../code/codeEditor';
import { Button } from '../../../ui/Button';
import { Icon } from '../../../ui/Icon';
import { useActiveTab, useEditor } from '../useEditor';

/** The server's words under the editor, with a way to the place that they speak of. */
export function RunErrorBox({ editor }: { readonly editor: CodeEditor | undefined }) {
  const { model } = useEditor();
  const failed = useActiveTab(model)?.run?.items.find(({ state }) => state === 'failed');
  if (!failed?.error) return null;
  const { code, message } = failed.error;
  return (
    <div className="tl-ed-run-error" role="alert">
      <Icon name="warning" />
      <p>
        {message} <code>{code}</code>
      </p>
      <GoToError item={failed} editor={editor} />
    </div>
  );
}

function GoToError({ item, editor }: { readonly item: RunItem; readonly editor: CodeEditor | undefined }) {
  const range = errorRange(item);
  if (!editor || !range || !item.range) return null;
  const isUnchanged = editor.text.slice(item.range.start, item.range.end) === item.text;
  if (!isUnchanged) return <span className="tl-muted">edited since</span>;
  const before = editor.text.slice(0, range.start).split('\n');
  return (
    <Button size="small" onClick={() => editor.goTo(range)}>
      Line {before.length}, column {(before[before.length - 1]?.length ?? 0) + 1}
    </Button>
  );
}
