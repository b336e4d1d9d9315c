import type { SavedFolder } from '../../../model/tabsSaved';
import type { SavedQuery } from '../../../model/workspace';
import { Button } from '../../../ui/Button';
import { IconButton } from '../../../ui/IconButton';
import { Icon } from '../../../ui/Icon';
import { EditorIcon } from '../EditorIcon';
import { useActiveTab, useEditor } from '../useEditor';
import type { SavedActions } from './SavedDrawer';

interface Props {
  readonly folder: SavedFolder;
  readonly isOpenAtFirst: boolean;
  readonly actions: SavedActions;
}

export function SavedFolderView({ folder, isOpenAtFirst, actions }: Props) {
  return (
    <ul className="tl-ed-saved">
      {folder.folders.map((inner) => (
        <li key={inner.path}>
          <details key={String(isOpenAtFirst)} open={isOpenAtFirst || folder.path === ''}>
            <summary>
              <Icon name="folder" /> {inner.name}
            </summary>
            <SavedFolderView folder={inner} isOpenAtFirst={isOpenAtFirst} actions={actions} />
          </details>
        </li>
      ))}
      {folder.queries.map((query) => (
        <SavedItem key={query.id} query={query} actions={actions} />
      ))}
    </ul>
  );
}

function SavedItem({ query, actions }: { readonly query: SavedQuery; readonly actions: SavedActions }) {
  const { model } = useEditor();
  const isShown = useActiveTab(model)?.savedQueryId === query.id;
  return (
    <li className={isShown ? 'tl-ed-saved-item tl-ed-saved-item--shown' : 'tl-ed-saved-item'}>
      <button type="button" className="tl-ed-saved-item__open" aria-current={isShown} title={query.query.slice(0, 500)} onClick={() => actions.onOpen(query)}>
        <EditorIcon name="file" /> {query.name}
      </button>
      <Button variant="ghost" size="small" className="tl-button--icon" aria-label={`Rename or move ${query.name}`} onClick={() => actions.onRename(query)}><EditorIcon name="rename" /></Button>
      <IconButton size="small" icon="trash" label={`Delete ${query.name}`} onClick={() => actions.onDelete(query)} />
    </li>
  );
}
