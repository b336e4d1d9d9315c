import { useState } from 'react';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { freshnessLabels, type Freshness } from '../../model/tableFreshness';
import { parseTableName, splitListedName, sqlNameOf } from '../../model/tableName';
import { placesInTime, type TableAddress } from '../../model/tablePlace';
import type { TableEntry } from '../../model/tableTypes';
import { useSlots } from './explorerContext';
import { ForgetDialog } from './ForgetDialog';
import { UpkeepMenu } from './UpkeepMenu';

interface HeaderProps {
  readonly address: TableAddress;
  readonly entry: TableEntry;
  readonly level: Freshness;
  readonly onForgotten: () => void;
}

const levelWords: Readonly<Record<Freshness, string>> = { fresh: 'fresh', late: 'late', quiet: 'quiet', broken: "can't be read" };
const levelTones = { fresh: 'good', late: 'warning', quiet: 'neutral', broken: 'bad' } as const;

export function TableHeader({ address, entry, level, onForgotten }: HeaderProps) {
  const { go, openQuery, watch } = useSlots();
  const [isForgetting, setForgetting] = useState(false);
  const parts = splitListedName(entry.name, entry.location);
  const past = address.version !== undefined && placesInTime.has(address.place) ? ` VERSION AS OF ${address.version}` : '';
  const name = sqlNameOf(parts);
  return (
    <header className="tl-head">
      <button type="button" className="tl-link tl-head__back" onClick={() => go({ name: '', place: 'overview' })}>‹ Tables</button>
      <h1 title={entry.name}>
        <span className="tl-muted">{parts.schema}.</span>
        {parts.table}
      </h1>
      <Badge tone={levelTones[level]} title={freshnessLabels[level]}>{levelWords[level]}</Badge>
      <span className="tl-head__actions">
        {!entry.error && (
          <>
            <Button variant="primary" onClick={() => openQuery({ title: parts.table, query: `SELECT *\nFROM ${name}${past}\nLIMIT 100` })}>Query</Button>
            <Button onClick={() => watch({ title: `${parts.table}, rows`, query: `SELECT count(*) AS rows FROM ${name}` })}>Watch</Button>
            <UpkeepMenu table={address.name} />
          </>
        )}
        {isRegistered(entry) && <Button onClick={() => setForgetting(true)}>Forget…</Button>}
      </span>
      {isForgetting && (
        <ForgetDialog
          entry={entry}
          address={address.name}
          onClose={() => setForgetting(false)}
          onDone={() => {
            onForgotten();
            go({ name: '', place: 'overview' });
          }}
        />
      )}
    </header>
  );
}

/** A table of the lake's own folder lies in `…/schema/table`; others were registered. */
function isRegistered({ name, location }: TableEntry): boolean {
  const parts = parseTableName(name);
  return parts !== null && !location.endsWith(`/${parts.schema}/${parts.table}`);
}
