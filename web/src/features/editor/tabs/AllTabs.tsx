import { Menu } from '../../../ui/Menu';
import { useEditor, useEditorState } from '../useEditor';

/** Every tab by its full name, for when the strip has more than it can show. */
export function AllTabs() {
  const { model } = useEditor();
  const { tabs, activeId } = useEditorState().tabs;
  const items = tabs.map(({ id, title }, index) => ({
    // A menu tells its items apart by their names, and two tabs may have the same.
    label: tabs.findIndex((tab) => tab.title === title) === index ? title : `${title} (${index + 1})`,
    onSelect: () => model.change({ kind: 'activated', id }),
    ...(id === activeId ? { icon: 'check' as const } : {}),
  }));
  return <Menu label={`All ${tabs.length} tabs`} icon="down" items={items} />;
}
