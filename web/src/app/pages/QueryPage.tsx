import { useEffect } from 'react';
import { QueryEditor } from '../../features/editor/QueryEditor';
import { EditorSide } from '../../features/editor/EditorSide';
import { useActiveTab } from '../../features/editor/useEditor';
import { addressOf, parseTableName } from '../../model/tableName';
import { SplitPane } from '../../ui/SplitPane';
import { editor } from '../editor';
import { go } from '../router';
import { notify } from '../notices';
import { ClosedTab } from './ClosedTab';
import { TabResult } from './TabResult';
import { useTabRoute, type TabAddress } from './useTabRoute';

/** Room for the text, its bars and the news of a run; on a phone less, so that the result has some too. */
function startHeight(): number {
  return Math.min(480, Math.round(window.innerHeight * (window.innerWidth <= 640 ? 0.4 : 0.52)));
}

function openTable(name: string): void {
  const parts = parseTableName(name);
  go({ place: 'tables', address: { name: parts ? addressOf(parts) : name, place: 'overview' } });
}

/** The editor above, what its active tab shows below. */
export function QueryPage(address: TabAddress) {
  const missing = useTabRoute(address);
  const tab = useActiveTab(editor);
  const title = tab?.title;
  useEffect(() => {
    document.title = title ? `${title} – Tideline` : 'Tideline';
  }, [title, missing]);
  if (missing !== undefined) return <><h1 className="tl-hidden">Query</h1><ClosedTab tabId={missing} /></>;
  return (
    <>
      <h1 className="tl-hidden">Query</h1>
      <div className="tl-ed-place">
        <SplitPane
          direction="rows"
          label="Height of the editor"
          name="query"
          initial={startHeight()}
          first={<QueryEditor model={editor} notify={notify} />}
          second={tab ? <TabResult key={tab.id} tab={tab} /> : null}
        />
        <EditorSide model={editor} notify={notify} onOpenTable={openTable} />
      </div>
    </>
  );
}
