import { useMemo, useState } from 'react';
import { viewerZone } from '../../model/cellTime';
import { isEmpty } from '../../model/chartDraw';
import { measureTitles, sampleChart, sampleSpec, shownMeasures, type Measure, type Sample } from '../../model/pipelineSamples';
import { ChartLegend } from '../../ui/chart/ChartLegend';
import { ChartPicture } from '../../ui/chart/ChartPicture';

/** The last ten minutes as this page saw them; they move with each event. */
export function SampleCharts({ samples }: { readonly samples: readonly Sample[] }) {
  return (
    <section aria-label="The last ten minutes">
      <div className="tl-pl-charts">
        {shownMeasures(samples).map((measure) => <SampleChart key={measure} measure={measure} samples={samples} />)}
      </div>
      <p className="tl-muted">The last ten minutes, for as long as this page has been open.</p>
    </section>
  );
}

function SampleChart({ measure, samples }: { readonly measure: Measure; readonly samples: readonly Sample[] }) {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const spec = useMemo(() => sampleSpec(measure), [measure]);
  const chart = useMemo(() => sampleChart(samples, measure), [samples, measure]);
  const toggle = (name: string): void => setHidden((old) => new Set(old.has(name) ? [...old].filter((one) => one !== name) : [...old, name]));
  const title = measureTitles[measure];
  return (
    <figure className="tl-pl-chart">
      <figcaption className="tl-pl-chart__head">
        <h2>{title}</h2>
        {spec.hasLegend && <ChartLegend spec={spec} chart={chart} hidden={hidden} onToggle={toggle} />}
      </figcaption>
      {isEmpty(chart.data) ? <p className="tl-pl-chart__none">Not measured yet</p> : <ChartPicture spec={spec} chart={chart} title={title} zone={viewerZone()} hidden={hidden} />}
    </figure>
  );
}
