import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Button } from './Button';
import { Icon, type IconName } from './Icon';
import { IconButton } from './IconButton';

export interface MenuItem {
  readonly label: string;
  readonly onSelect: () => void;
  readonly icon?: IconName;
  readonly hint?: string;
  readonly isDangerous?: boolean;
  readonly isDisabled?: boolean;
}

export interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly icon?: IconName;
  /** Shows the label as text beside an arrow. */
  readonly hasText?: boolean;
}

/** A button that opens a list of actions; arrows, Home, End and Escape work as everywhere. */
export function Menu({ label, items, icon = 'more', hasText = false }: MenuProps) {
  const [isOpen, setIsOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const close = () => {
    setIsOpen(false);
    anchor.current?.focus();
  };
  const shared = { ref: anchor, size: 'small' as const, 'aria-haspopup': 'menu' as const, 'aria-expanded': isOpen, onClick: () => setIsOpen(!isOpen) };
  return (
    <div className="tl-menu">
      {hasText ? <Button {...shared}>{label}<Icon name="down" /></Button> : <IconButton {...shared} icon={icon} label={label} />}
      {isOpen && <MenuList label={label} items={items} anchor={anchor.current} onClose={close} onLeave={() => setIsOpen(false)} />}
    </div>
  );
}

interface MenuListProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly anchor: HTMLElement | null;
  readonly onClose: () => void;
  readonly onLeave: () => void;
}

function MenuList({ label, items, anchor, onClose, onLeave }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => placeBeside(list.current, anchor), [anchor]);
  useEffect(() => {
    list.current?.querySelector<HTMLElement>('[role="menuitem"]:not(:disabled)')?.focus();
    const leave = (event: MouseEvent) => {
      if (event.target instanceof Node && !list.current?.contains(event.target) && !anchor?.contains(event.target)) onLeave();
    };
    document.addEventListener('mousedown', leave);
    return () => document.removeEventListener('mousedown', leave);
  }, [anchor, onLeave]);
  return (
    <div className="tl-menu__list" role="menu" aria-label={label} ref={list} onKeyDown={(event) => moveIn(list.current, event, onClose)}>
      {items.map((item) => (
        <button key={item.label} type="button" role="menuitem" tabIndex={-1} disabled={item.isDisabled} className={item.isDangerous ? 'tl-menu__item tl-menu__item--danger' : 'tl-menu__item'} onClick={() => {
          onClose();
          item.onSelect();
        }}>
          {item.icon && <Icon name={item.icon} />}
          {item.label}
          {item.hint && <span className="tl-menu__hint">{item.hint}</span>}
        </button>
      ))}
    </div>
  );
}

/** Below the button, or above it where there is no room; never outside of the window. */
function placeBeside(list: HTMLElement | null, anchor: HTMLElement | null): void {
  if (!list || !anchor) return;
  const { left, top, bottom } = anchor.getBoundingClientRect();
  const { width, height } = list.getBoundingClientRect();
  const below = bottom + 4;
  list.style.left = `${Math.max(8, Math.min(left, window.innerWidth - width - 8))}px`;
  list.style.top = `${below + height > window.innerHeight - 8 ? Math.max(8, top - height - 4) : below}px`;
}

function moveIn(list: HTMLElement | null, event: KeyboardEvent, onClose: () => void): void {
  if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault();
    event.stopPropagation();
    return onClose();
  }
  const items = [...(list?.querySelectorAll<HTMLElement>('[role="menuitem"]:not(:disabled)') ?? [])];
  const index = items.findIndex((item) => item === document.activeElement);
  const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: items.length - 1 }[event.key];
  if (target === undefined) return;
  event.preventDefault();
  items[(target + items.length) % items.length]?.focus();
}
