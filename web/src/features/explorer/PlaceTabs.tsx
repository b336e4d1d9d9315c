import { useEffect, useRef } from 'react';
import { placesInTime, placeTitles, tablePlaces, type TableAddress, type TablePlace } from '../../model/tablePlace';
import { Tabs } from '../../ui/Tabs';
import { useSlots } from './explorerContext';

const tabs = tablePlaces.map((id) => ({ id, title: placeTitles[id] }));

/** The id of the element that shows the chosen place. */
export const placePanel = 'table-place';

export function PlaceTabs({ address }: { readonly address: TableAddress }) {
  const { go } = useSlots();
  const open = (place: TablePlace): void => {
    const { name, version } = address;
    go({ name, place, ...(version !== undefined && placesInTime.has(place) ? { version } : {}) });
  };
  // On a phone the tabs scroll sideways: the chosen one must not stay out of sight.
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    frame.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [address.place]);
  return (
    <div ref={frame} className="tl-place-tabs">
      <Tabs label="Places of the table" tabs={tabs} active={address.place} onChange={open} panelId={placePanel} />
    </div>
  );
}
