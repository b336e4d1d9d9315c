import { delimiters, type UploadChoice } from '../../model/tableUpload';

interface ChoiceProps {
  readonly choice: UploadChoice;
  readonly onChange: (choice: UploadChoice) => void;
}

const names: Readonly<Record<(typeof delimiters)[number], string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' };

/** How a CSV file is read; also after it could not be, so that another way can be tried. */
export function CsvChoice({ choice, onChange }: ChoiceProps) {
  return (
    <div className="tl-place__bar">
      <label className="tl-inline">
        Separator{' '}
        <select className="tl-select" value={choice.delimiter} onChange={(event) => onChange({ ...choice, delimiter: event.target.value })}>
          {delimiters.map((delimiter) => <option key={delimiter} value={delimiter}>{names[delimiter]}</option>)}
        </select>
      </label>
      <label className="tl-inline">
        <input type="checkbox" checked={choice.header} onChange={(event) => onChange({ ...choice, header: event.target.checked })} />
        first line has names
      </label>
    </div>
  );
}
