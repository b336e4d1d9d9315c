import { useEffect } from 'react';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { formatBytes } from '../../model/format';
import { addressOf, parseTableName } from '../../model/tableName';
import { nameProblem } from '../../model/tableUpload';
import { CsvChoice } from './CsvChoice';
import { DropZone } from './DropZone';
import { useSlots } from './explorerContext';
import { UploadPreviewForm } from './UploadPreviewForm';
import { useUpload, type UploadControl } from './useUpload';

interface UploadProps {
  /** A file that was dropped on the page. */
  readonly dropped: File | undefined;
  readonly taken: readonly string[];
  readonly onClose: () => void;
  readonly onDone: (address: string) => void;
}

/** A file becomes a table: choose, see what was found in it, create. */
export function UploadDialog({ taken, dropped, onClose, onDone }: UploadProps) {
  const { notify } = useSlots();
  const upload = useUpload(taken);
  const { flow, create } = upload;
  useEffect(() => {
    if (dropped) upload.choose(dropped);
  }, [dropped]);
  const nameError = flow.step === 'previewing' ? nameProblem(flow.name, taken) ?? undefined : undefined;
  const finish = async (): Promise<void> => {
    const name = await create();
    if (name === undefined) return;
    const parts = parseTableName(flow.name.trim());
    notify('success', `${name} is a table now.`);
    onDone(parts ? addressOf(parts) : name);
  };
  const isReady = flow.step === 'previewing' && nameError === undefined;
  return (
    <Dialog
      title="Upload a file into a new table"
      isWide
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={!isReady} onClick={() => void finish()}>
            {flow.step === 'creating' ? 'Creating…' : 'Create table'}
          </Button>
        </>
      }
    >
      <div className="tl-upload">
        {(flow.step === 'choosing' || flow.step === 'sending') && <DropZone isBusy={flow.step === 'sending'} onFile={upload.choose} />}
        {flow.step === 'sending' && <Progress upload={upload} />}
        {flow.step !== 'creating' && flow.file && flow.choice?.format === 'csv' && <CsvChoice choice={flow.choice} onChange={upload.resend} />}
        {(flow.step === 'previewing' || flow.step === 'creating') && <UploadPreviewForm upload={upload} nameError={nameError} />}
        {flow.problem && <p className="tl-field__problem" role="alert">{flow.problem}</p>}
      </div>
    </Dialog>
  );
}

function Progress({ upload: { flow } }: { readonly upload: UploadControl }) {
  const total = flow.file?.bytes ?? 0;
  const isAllSent = flow.sent >= total;
  return (
    <div className="tl-upload__progress">
      <label htmlFor="upload-progress">{flow.file?.name}</label>
      <progress id="upload-progress" max={total} {...(isAllSent ? {} : { value: flow.sent })} />
      <span className="tl-muted" role="status">
        {isAllSent ? 'Sent; the server reads it…' : `${formatBytes(flow.sent)} of ${formatBytes(total)}`}
      </span>
    </div>
  );
}
