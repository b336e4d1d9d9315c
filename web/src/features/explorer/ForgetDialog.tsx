import { useState } from 'react';
import { forgetTable } from '../../api/tables';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import type { TableEntry } from '../../model/tableTypes';
import { useSlots } from './explorerContext';

interface ForgetProps {
  readonly entry: TableEntry;
  readonly address: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function ForgetDialog({ entry, address, onClose, onDone }: ForgetProps) {
  const { notify } = useSlots();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const forget = (): void => {
    setBusy(true);
    forgetTable(address).then(
      () => {
        notify('success', `${entry.name} is forgotten. Its data is untouched in ${entry.location}.`);
        onDone();
      },
      (error: unknown) => {
        setBusy(false);
        setProblem(error instanceof Error ? error.message : String(error));
      },
    );
  };
  return (
    <Dialog
      title={`Forget ${entry.name}?`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" onClick={forget} disabled={isBusy}>Forget it</Button>
        </>
      }
    >
      <p>The lake no longer lists it, and queries that name it fail. <strong>Its data stays</strong> where it is:</p>
      <p><code>{entry.location}</code></p>
      <p className="tl-muted">You can register it again at any time.</p>
      {problem && <p className="tl-field__problem" role="alert">{problem}</p>}
    </Dialog>
  );
}
