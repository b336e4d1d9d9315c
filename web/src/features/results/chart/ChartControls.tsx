import type { ReactNode } from 'react';
import { aggregateLabels, chartKindLabels, type Aggregate, type ChartField, type ChartKind, type ChartSpec } from '../../../model/chartSpec';
import { Button } from '../../../ui/Button';
import { Select } from '../../../ui/Field';
import { Menu } from '../../../ui/Menu';

export interface ChartControlsProps {
  readonly spec: ChartSpec;
  readonly fields: readonly ChartField[];
  readonly onChange: (spec: ChartSpec) => void;
  readonly onSave: (format: 'png' | 'svg') => void;
  readonly asTable: boolean;
  readonly onTable: (asTable: boolean) => void;
}

const kinds: readonly ChartKind[] = ['line', 'area', 'bar', 'stackedBar', 'scatter', 'histogram', 'heatMap', 'pie', 'bigNumber'];
const aggregates: readonly Aggregate[] = ['sum', 'avg', 'min', 'max', 'count'];
const splits: readonly ChartKind[] = ['line', 'area', 'bar', 'stackedBar', 'scatter', 'heatMap'];
const counted: readonly ChartKind[] = ['line', 'area', 'bar', 'stackedBar', 'heatMap', 'pie'];
const named: readonly ChartKind[] = ['line', 'area', 'bar', 'stackedBar', 'scatter', 'pie'];
const manyValues: readonly ChartKind[] = ['line', 'area', 'bar', 'stackedBar'];

/** Which columns go where. Choices that a kind has no use for aren't offered. */
export function ChartControls({ spec, fields, onChange, onSave, asTable, onTable }: ChartControlsProps) {
  const set = (part: Partial<ChartSpec>): void => onChange({ ...spec, ...part });
  const { series: _series, ...unsplit } = spec;
  const numbers = fields.filter(({ role }) => role === 'number');
  const axes = spec.kind === 'histogram' || spec.kind === 'scatter' || spec.kind === 'line' || spec.kind === 'area' ? fields.filter(({ role }) => role !== 'category') : fields;
  return (
    <div className="tl-chart__controls" role="toolbar" aria-label="Chart">
      <Choice label="Chart" value={spec.kind} onChange={(kind) => set({ kind: kinds.find((one) => one === kind) ?? 'bar' })}>
        {kinds.map((kind) => <option key={kind} value={kind}>{chartKindLabels[kind]}</option>)}
      </Choice>
      {spec.kind !== 'bigNumber' && <FieldChoice label={spec.kind === 'histogram' ? 'Values' : 'X'} fields={axes} value={spec.x} onChange={(x) => set({ x })} />}
      {spec.kind !== 'histogram' && <Values spec={spec} numbers={numbers} onChange={(y) => set({ y, ...(y.length === 0 ? { aggregate: 'count' as const } : {}) })} />}
      {splits.includes(spec.kind) && (
        <FieldChoice label={spec.kind === 'heatMap' ? 'Rows' : 'Split by'} fields={fields.filter(({ role }) => role === 'category')} value={spec.series} none="–" onChange={(series) => (series === '' ? onChange(unsplit) : set({ series, y: spec.y.slice(0, 1) }))} />
      )}
      {counted.includes(spec.kind) && (
        <Choice label="Aggregate" value={spec.aggregate} onChange={(value) => set({ aggregate: aggregates.find((one) => one === value) ?? 'sum' })}>
          {aggregates.map((aggregate) => <option key={aggregate} value={aggregate}>{aggregateLabels[aggregate]}</option>)}
        </Choice>
      )}
      <span className="tl-chart__switches" role="group" aria-label="Look">
        {spec.kind !== 'pie' && spec.kind !== 'heatMap' && spec.kind !== 'bigNumber' && spec.kind !== 'stackedBar' && <Button size="small" aria-pressed={spec.isLog} onClick={() => set({ isLog: !spec.isLog })}>Log</Button>}
        {(spec.kind === 'bar' || spec.kind === 'stackedBar') && <Button size="small" aria-pressed={spec.isHorizontal} onClick={() => set({ isHorizontal: !spec.isHorizontal })}>Horizontal</Button>}
        {named.includes(spec.kind) && <Button size="small" aria-pressed={spec.hasLegend} onClick={() => set({ hasLegend: !spec.hasLegend })}>Legend</Button>}
        <Button size="small" aria-pressed={asTable} onClick={() => onTable(!asTable)}>Table</Button>
      </span>
      <Menu label="Save the picture" icon="download" items={[{ label: 'PNG', onSelect: () => onSave('png') }, { label: 'SVG', onSelect: () => onSave('svg') }]} />
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly children: ReactNode;
}

function Choice({ label, value, onChange, children }: ChoiceProps) {
  return <Select label={label} className="tl-select--small" value={value} onChange={({ target }) => onChange(target.value)}>{children}</Select>;
}

interface FieldChoiceProps {
  readonly label: string;
  readonly fields: readonly ChartField[];
  readonly value: string | undefined;
  readonly none?: string;
  readonly onChange: (key: string) => void;
}

function FieldChoice({ label, fields, value, none, onChange }: FieldChoiceProps) {
  const isKnown = fields.some(({ key }) => key === value);
  return (
    <Choice label={label} value={isKnown && value !== undefined ? value : ''} onChange={onChange}>
      {(none !== undefined || !isKnown) && <option value="">{none ?? 'choose'}</option>}
      {fields.map(({ key, column }) => <option key={key} value={key}>{column.name.slice(0, 60) || '(no name)'}</option>)}
    </Choice>
  );
}

/** One column of values, or several where a chart has room for them. */
function Values({ spec, numbers, onChange }: { readonly spec: ChartSpec; readonly numbers: readonly ChartField[]; readonly onChange: (y: readonly string[]) => void }) {
  const [first] = spec.y;
  const more = manyValues.includes(spec.kind) && spec.series === undefined ? numbers.filter(({ key }) => key !== first) : [];
  return (
    <>
      <FieldChoice label="Y" fields={numbers} value={first} {...(counted.includes(spec.kind) ? { none: 'count of rows' } : {})} onChange={(key) => onChange(key === '' ? [] : [key, ...spec.y.slice(1).filter((one) => one !== key)])} />
      {first !== undefined && more.length > 0 && (
        <Menu
          label="More values" icon="plus"
          items={more.slice(0, 30).map(({ key, column }) => {
            const isIn = spec.y.includes(key);
            return { label: column.name.slice(0, 60), ...(isIn ? { icon: 'check' as const } : {}), onSelect: () => onChange(isIn ? spec.y.filter((one) => one !== key) : [...spec.y, key]) };
          })}
        />
      )}
    </>
  );
}
