import { useState } from 'react';
import type { FormEvent } from 'react';
import { addTable } from '../../api/tables';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { addressOf, parseTableName } from '../../model/tableName';
import { nameProblem, suggestName } from '../../model/tableUpload';
import { useSlots } from './explorerContext';
import { Field } from '../../ui/Field';

interface RegisterProps {
  readonly taken: readonly string[];
  readonly onClose: () => void;
  readonly onDone: (address: string) => void;
}

/** Makes a table elsewhere known under a name of the lake. */
export function RegisterDialog({ taken, onClose, onDone }: RegisterProps) {
  const { notify } = useSlots();
  const [location, setLocation] = useState('');
  const [typed, setTyped] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const path = location.trim().replace(/\/+$/, '');
  const name = typed ?? (path === '' ? '' : suggestName(path, taken));
  const nameError = name === '' ? undefined : nameProblem(name, taken) ?? undefined;
  const isReady = path !== '' && name !== '' && nameError === undefined && !isBusy;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isReady) return;
    setBusy(true);
    setProblem(undefined);
    addTable({ name: name.trim(), location: path }).then(
      (table) => {
        notify('success', `${table.name} is registered.`);
        const parts = parseTableName(name.trim());
        onDone(parts ? addressOf(parts) : table.name);
      },
      (error: unknown) => {
        setBusy(false);
        setProblem(error instanceof Error ? error.message : String(error));
      },
    );
  };
  return (
    <Dialog
      title="Register a table"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form="register-table" disabled={!isReady}>Register</Button>
        </>
      }
    >
      <form id="register-table" className="tl-form" onSubmit={submit}>
        <Field label="Location" hint="An absolute path or file: address of a folder with a _delta_log. Nothing is copied." value={location} onChange={(event) => setLocation(event.target.value)} autoFocus />
        <Field label="Name" hint="table or schema.table" problem={nameError} value={name} onChange={(event) => setTyped(event.target.value)} />
        {problem && <p className="tl-field__problem" role="alert">{problem}</p>}
      </form>
    </Dialog>
  );
}
