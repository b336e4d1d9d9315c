import { useState } from 'react';
import { savedTree, searchSaved } from '../../../model/tabsSaved';
import type { SavedQuery } from '../../../model/workspace';
import { useEditor, useEditorState } from '../useEditor';
import { DeleteDialog } from './DeleteDialog';
import { EmptyState } from '../../../ui/EmptyState';
import { ErrorState } from '../../../ui/ErrorState';
import { Drawer } from './Drawer';
import { Waiting } from './Waiting';
import { SaveDialog } from './SaveDialog';
import { SavedFolderView } from './SavedFolderView';

export interface SavedActions {
  readonly onOpen: (query: SavedQuery) => void;
  readonly onRename: (query: SavedQuery) => void;
  readonly onDelete: (query: SavedQuery) => void;
}

export function SavedDrawer() {
  const { model } = useEditor();
  const { saved } = useEditorState();
  const [search, setSearch] = useState('');
  const [renaming, setRenaming] = useState<SavedQuery>();
  const [deleting, setDeleting] = useState<SavedQuery>();
  const found = searchSaved(saved.queries, search);
  const actions: SavedActions = { onOpen: (query) => model.saved.open(query), onRename: setRenaming, onDelete: setDeleting };
  return (
    <Drawer title="Saved queries">
      <input className="tl-input" type="search" aria-label="Search the saved queries" placeholder="Search by name, folder or text" value={search} onChange={({ target }) => setSearch(target.value)} />
      {saved.phase === 'loading' && <Waiting label="Loading the saved queries" />}
      {saved.phase === 'failed' && <ErrorState title="The saved queries could not be loaded" message={saved.problem ?? ''} code={saved.code} onRetry={() => void model.saved.load()} />}
      {saved.phase === 'ready' && saved.queries.length === 0 && (
        <EmptyState title="Nothing is saved yet.">Save keeps the text of the tab under a name, in folders if you like: team/reports.</EmptyState>
      )}
      {saved.queries.length > 0 && found.length === 0 && <EmptyState title={`No saved query has “${search}”.`} />}
      {found.length > 0 && <SavedFolderView folder={savedTree(found)} isOpenAtFirst={search !== ''} actions={actions} />}
      {renaming && (
        <SaveDialog
          title="Rename or move"
          name={renaming.name}
          folder={renaming.folder}
          ownId={renaming.id}
          onSave={(name, folder) => model.saved.rename(renaming, name, folder)}
          onClose={() => setRenaming(undefined)}
        />
      )}
      {deleting && <DeleteDialog query={deleting} onClose={() => setDeleting(undefined)} />}
    </Drawer>
  );
}
