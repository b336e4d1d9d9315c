import { useEffect, useId, useMemo, useState, type KeyboardEvent } from 'react';
import { findCommands, type Command } from '../model/palette';
import { useModal } from '../ui/useModal';

export interface CommandPaletteProps {
  readonly commands: readonly Command[];
  readonly onClose: () => void;
}

/** Type to find, arrows to choose, Enter to do. */
export function CommandPalette({ commands, onClose }: CommandPaletteProps) {
  const dialog = useModal();
  const listId = useId();
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState(0);
  const found = useMemo(() => findCommands(commands, search), [commands, search]);
  useEffect(() => {
    document.getElementById(`${listId}-${chosen}`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen, listId]);
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter') run(found[chosen]);
    if (step && found.length > 0) setChosen((chosen + step + found.length) % found.length);
    if (step || event.key === 'Enter') event.preventDefault();
  };
  const close = (event: { preventDefault: () => void }) => {
    event.preventDefault();
    onClose();
  };
  return (
    <dialog ref={dialog} className="tl-dialog tl-palette" aria-label="Command palette" onCancel={close} onMouseDown={(event) => event.target === dialog.current && onClose()}>
      <input
        className="tl-palette__input"
        placeholder="Go to a table, open a query, do something…"
        aria-label="Search for a command"
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found.length > 0 ? `${listId}-${chosen}` : undefined}
        value={search}
        autoFocus
        spellCheck={false}
        onChange={(event) => {
          setSearch(event.target.value);
          setChosen(0);
        }}
        onKeyDown={press}
      />
      <PaletteList id={listId} found={found} chosen={chosen} onChoose={setChosen} onRun={run} />
    </dialog>
  );
}

interface PaletteListProps {
  readonly id: string;
  readonly found: readonly Command[];
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
  readonly onRun: (command: Command) => void;
}

function PaletteList({ id, found, chosen, onChoose, onRun }: PaletteListProps) {
  return (
    <>
      <div id={id} role="listbox" aria-label="Commands" className="tl-palette__list">
        {found.map((command, index) => (
          <div key={command.id} id={`${id}-${index}`} role="option" aria-selected={index === chosen} className="tl-palette__item" onMouseMove={() => onChoose(index)} onClick={() => onRun(command)}>
            <span className="tl-palette__title">{command.title}</span>
            <span className="tl-palette__group">{command.hint ?? command.group}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="tl-palette__none" role="status">Nothing is called that.</p>}
    </>
  );
}
