import { useMemo, useRef, useState, type RefObject } from 'react';
import { failureOf, type Failure } from '../../../model/apiError';
import { hasWishes, type SortWish } from '../../../model/gridWishes';
import { notedChart } from '../../../model/chartNotes';
import { picksNote } from '../../../model/wishWords';
import { chartKindLabels, chartProblem, fieldOf, type ChartField, type ChartSpec } from '../../../model/chartSpec';
import { EmptyState } from '../../../ui/EmptyState';
import { ErrorState } from '../../../ui/ErrorState';
import { Spinner } from '../../../ui/Spinner';
import type { Notify } from '../ExportMenu';
import { useShown, type ResultSource } from '../useResult';
import { ChosenRows, type WishesProps } from '../Wishes';
import { ChartControls } from './ChartControls';
import { ChartFigures } from '../../../ui/chart/ChartFigures';
import { ChartLegend } from '../../../ui/chart/ChartLegend';
import { ChartPicture, type PictureHandle } from '../../../ui/chart/ChartPicture';
import { saveChart } from './saveChart';
import { useChart, useSpec } from './useChart';
import './chart.css';

export interface ChartPlaceProps extends WishesProps {
  readonly zone: string;
  readonly notify: Notify;
}

/** The chart that fits the result, of the rows that the grid shows, and the means to make it another one. */
export function ChartPlace({ source, arranged, keeper, zone, notify }: ChartPlaceProps) {
  const { wishes } = keeper.view;
  const shown = useShown(source, arranged, wishes);
  const { spec, fields } = useSpec(source, keeper.view.chart);
  const [asTable, setAsTable] = useState(false);
  const picture = useRef<PictureHandle>(null);
  if (!spec) return <EmptyState title="Nothing to draw">A chart needs a column of numbers or times, or a category that repeats.</EmptyState>;
  const save = (format: 'png' | 'svg'): void => {
    const scene = picture.current?.scene();
    const notes = [picksNote(source.columns, wishes, shown.rowCount, source.rowCount), picture.current?.note() ?? ''];
    if (scene) saveChart(scene, titleOf(spec, fields), notes.filter((note) => note !== '').join('; '), format).catch((problem: unknown) => notify({ text: `The picture can’t be saved. ${failureOf(problem).message}`, tone: 'bad' }));
  };
  return (
    <div className="tl-chart">
      <ChartControls spec={spec} fields={fields} onChange={(chart) => keeper.change({ chart })} onSave={save} asTable={asTable} onTable={setAsTable} />
      {hasWishes(wishes) && <ChosenRows source={source} arranged={arranged} keeper={keeper} />}
      <Drawn source={shown} failure={arranged.failure} spec={spec} fields={fields} sort={wishes.sort} zone={zone} asTable={asTable} picture={picture} />
    </div>
  );
}

interface DrawnProps {
  readonly source: ResultSource;
  /** Why the rows could not be chosen. */
  readonly failure: Failure | undefined;
  readonly spec: ChartSpec;
  readonly fields: readonly ChartField[];
  readonly sort: readonly SortWish[];
  readonly zone: string;
  readonly asTable: boolean;
  readonly picture: RefObject<PictureHandle>;
}

function Drawn({ source, failure: unchosen, spec, fields, sort, zone, asTable, picture }: DrawnProps) {
  const { chart: plain, failure = unchosen } = useChart(source, spec, fields, sort, zone);
  const chart = useMemo(() => plain && notedChart(spec, plain), [spec, plain]);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const toggle = (name: string): void => setHidden((old) => new Set(old.has(name) ? [...old].filter((one) => one !== name) : [...old, name]));
  const title = useMemo(() => titleOf(spec, fields), [spec, fields]);
  const problem = chartProblem(spec, fields);
  if (problem !== undefined) return <EmptyState title={`Not enough for a ${chartKindLabels[spec.kind].toLowerCase()}`}>{problem}</EmptyState>;
  if (failure) return <ErrorState title="The chart can’t be drawn" message={failure.message} code={failure.code} />;
  if (!chart) return <EmptyState title="Drawing"><Spinner label="Drawing" /></EmptyState>;
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
