import { useState } from 'react';
import { Menu } from '../../ui/Menu';
import { useSlots } from './explorerContext';
import { UpkeepDialog } from './UpkeepDialog';

interface UpkeepProps {
  /** As addresses and the API name the table. */
  readonly table: string;
}

/** What keeps a table fast, and the jobs that did. */
export function UpkeepMenu({ table }: UpkeepProps) {
  const { openJobs } = useSlots();
  const [asked, setAsked] = useState<'optimize' | 'vacuum'>();
  return (
    <>
      <Menu
        label="Upkeep"
        hasText
        items={[
          { label: 'Optimize…', icon: 'tables', onSelect: () => setAsked('optimize') },
          { label: 'Vacuum, dry run…', icon: 'trash', onSelect: () => setAsked('vacuum') },
          { label: 'Jobs of this table', icon: 'clock', onSelect: () => openJobs(table) },
        ]}
      />
      {asked && <UpkeepDialog key={asked} table={table} kind={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}
