import { Button } from '../../ui/Button';
import { formatBytes } from '../../model/format';
import { choicesFor, misfits, type UploadColumn } from '../../model/tableUpload';
import { Field } from '../../ui/Field';
import type { UploadControl } from './useUpload';

interface FormProps {
  readonly upload: UploadControl;
  readonly nameError: string | undefined;
}

/** What was found in the file, each type to be changed before it is a table. */
export function UploadPreviewForm({ upload, nameError }: FormProps) {
  const { flow, dispatch } = upload;
  const { preview, file } = flow;
  if (!preview || !file) return null;
  return (
    <div className="tl-form">
      <div className="tl-place__bar">
        <strong>{file.name}</strong>
        <span className="tl-muted">{formatBytes(file.bytes)} · {preview.columns.length} columns</span>
        <Button size="small" onClick={() => dispatch({ type: 'restart' })}>Another file…</Button>
      </div>
      <Field label="Table" hint="table or schema.table" problem={nameError} value={flow.name} onChange={(event) => dispatch({ type: 'name', name: event.target.value })} />
      <div className="tl-scroll tl-upload__columns">
        <table className="tl-facts-table">
          <caption className="tl-hidden">Columns found in the file</caption>
          <thead><tr><th scope="col">Column</th><th scope="col">Type</th><th scope="col">First values</th></tr></thead>
          <tbody>
            {preview.columns.map((column, index) => (
              <ColumnRow
                key={`${index}-${column.name}`}
                column={column}
                type={flow.overrides[column.name] ?? column.type}
                values={preview.rows.map((row) => row[index])}
                onType={(columnType) => dispatch({ type: 'override', column: column.name, columnType })}
              />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

interface ColumnRowProps {
  readonly column: UploadColumn;
  readonly type: string;
  readonly values: readonly unknown[];
  readonly onType: (type: string) => void;
}

function ColumnRow({ column, type, values, onType }: ColumnRowProps) {
  const bad = type === column.type ? 0 : misfits(values, type);
  return (
    <tr>
      <th scope="row" className="tl-facts-table__name">{column.name}</th>
      <td>
        <select className="tl-select" aria-label={`Type of ${column.name}`} value={type} onChange={(event) => onType(event.target.value)}>
          {choicesFor(column.type).map((one) => <option key={one} value={one}>{one}</option>)}
        </select>
        {bad > 0 && <span className="tl-field__problem">{bad} of the first {values.length} values do not look like it</span>}
      </td>
      <td className="tl-clip tl-muted">{values.slice(0, 4).map(valueText).join(', ')}</td>
    </tr>
  );
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
