import { useMemo, useRef, useState, type RefObject } from 'react';
import { failureOf } from '../../../model/apiError';
import { chartKindLabels, chartProblem, fieldOf, type ChartField, type ChartSpec } from '../../../model/chartSpec';
import { EmptyState } from '../../../ui/EmptyState';
import { ErrorState } from '../../../ui/ErrorState';
import { Spinner } from '../../../ui/Spinner';
import type { Notify } from '../ExportMenu';
import type { ResultSource } from '../useResult';
import type { ViewKeeper } from '../useView';
import { ChartControls } from './ChartControls';
import { ChartFigures } from './ChartFigures';
import { ChartLegend } from './ChartLegend';
import { ChartPicture, type PictureHandle } from './ChartPicture';
import { saveChart } from './saveChart';
import { useChart, useSpec } from './useChart';
import './chart.css';

export interface ChartPlaceProps {
  readonly source: ResultSource;
  readonly keeper: ViewKeeper;
  readonly zone: string;
  readonly notify: Notify;
}

/** The chart that fits the result, and the means to make it another one. */
export function ChartPlace({ source, keeper, zone, notify }: ChartPlaceProps) {
  const { spec, fields } = useSpec(source, keeper.view.chart);
  const [asTable, setAsTable] = useState(false);
  const picture = useRef<PictureHandle>(null);
  if (!spec) return <EmptyState title="Nothing to draw">A chart needs a column of numbers or times, or a category that repeats.</EmptyState>;
  const save = (format: 'png' | 'svg'): void => {
    const scene = picture.current?.scene();
    if (scene) saveChart(scene, titleOf(spec, fields), picture.current?.note() ?? '', format).catch((problem: unknown) => notify({ text: `The picture can’t be saved. ${failureOf(problem).message}`, tone: 'bad' }));
  };
  return (
    <div className="tl-chart">
      <ChartControls spec={spec} fields={fields} onChange={(chart) => keeper.change({ chart })} onSave={save} asTable={asTable} onTable={setAsTable} />
      <Drawn source={source} spec={spec} fields={fields} zone={zone} asTable={asTable} picture={picture} />
    </div>
  );
}

interface DrawnProps {
  readonly source: ResultSource;
  readonly spec: ChartSpec;
  readonly fields: readonly ChartField[];
  readonly zone: string;
  readonly asTable: boolean;
  readonly picture: RefObject<PictureHandle>;
}

function Drawn({ source, spec, fields, zone, asTable, picture }: DrawnProps) {
  const { chart, failure } = useChart(source, spec, fields, zone);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const toggle = (name: string): void => setHidden((old) => new Set(old.has(name) ? [...old].filter((one) => one !== name) : [...old, name]));
  const title = useMemo(() => titleOf(spec, fields), [spec, fields]);
  const problem = chartProblem(spec, fields);
  if (problem !== undefined) return <EmptyState title={`Not enough for a ${chartKindLabels[spec.kind].toLowerCase()}`}>{problem}</EmptyState>;
  if (failure) return <ErrorState title="The chart can’t be drawn" message={failure.message} code={failure.code} />;
  if (!chart) return <EmptyState title={source.isComplete ? 'Drawing' : 'Rows still arrive'}><Spinner label="Drawing" /></EmptyState>;
  const xName = fieldOf(fields, spec.x)?.column.name ?? 'row';
  if (asTable) return <ChartFigures chart={chart} xName={xName} title={title} zone={zone} />;
  return (
    <>
      {spec.hasLegend && <ChartLegend spec={spec} chart={chart} hidden={hidden} onToggle={toggle} />}
      <ChartPicture ref={picture} spec={spec} chart={chart} title={title} zone={zone} hidden={hidden} />
      {chart.note && <p className="tl-chart__note" role="note">{chart.note}</p>}
    </>
  );
}

/** What the picture shows, in words: for its name, and above a saved one. */
export function titleOf(spec: ChartSpec, fields: readonly ChartField[]): string {
  const nameOf = (key: string | undefined): string | undefined => fieldOf(fields, key)?.column.name;
  const values = spec.y.flatMap((key) => nameOf(key) ?? []).join(', ');
  const [x, split] = [nameOf(spec.x), nameOf(spec.series)];
  const what = values === '' ? (spec.kind === 'histogram' ? x ?? '' : 'rows') : values;
  return `${what}${x !== undefined && spec.kind !== 'histogram' && spec.kind !== 'bigNumber' ? ` by ${x}` : ''}${split === undefined ? '' : ` and ${split}`}`;
}
