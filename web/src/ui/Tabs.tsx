import { useRef, type KeyboardEvent } from 'react';

export interface TabsProps<Id extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly id: Id; readonly title: string }[];
  readonly active: Id;
  readonly onChange: (id: Id) => void;
  /** The `id` of the element that shows what the active tab names. */
  readonly panelId: string;
}

/** Arrow keys move between the tabs, Tab leaves them. */
export function Tabs<Id extends string>({ label, tabs, active, onChange, panelId }: TabsProps<Id>) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const index = tabs.findIndex(({ id }) => id === active);
    const target = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const next = target === undefined ? undefined : tabs[(target + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onChange(next.id);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[tabs.indexOf(next)]?.focus();
  };
  return (
    <div className="tl-tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
      {tabs.map(({ id, title }) => (
        <button key={id} type="button" role="tab" className="tl-tabs__tab" aria-selected={id === active} aria-controls={id === active ? panelId : undefined} tabIndex={id === active ? 0 : -1} onClick={() => onChange(id)}>
          {title}
        </button>
      ))}
    </div>
  );
}
