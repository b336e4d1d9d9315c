import type { Pipeline } from '../../model/pipelines';
import { onePipeline } from '../../model/pipelinePlace';
import { countText, millisecondsText, rateText, secondsText, sourceText } from '../../model/pipelineWords';
import { CommandButtons } from './CommandButtons';
import { useSlots } from './pipelineContext';
import { StateBadge } from './StateBadge';

/** All pipelines with what moves; each row leads to its own page. */
export function PipelineTable({ pipelines }: { readonly pipelines: readonly Pipeline[] }) {
  return (
    <div className="tl-table-frame" tabIndex={0} role="region" aria-label="Pipelines">
      <table className="tl-table tl-table--cards">
        <thead>
          <tr>
            <th scope="col">Pipeline</th>
            <th scope="col">State</th>
            <th scope="col">Table</th>
            <th scope="col" className="tl-num">Lag</th>
            <th scope="col" className="tl-num">Behind</th>
            <th scope="col" className="tl-num">Rows</th>
            <th scope="col" className="tl-num" title="From the source’s timestamp to visible in the table; 99 of 100 rows">Fresh, p99</th>
            <th scope="col" className="tl-num">Rejects</th>
            <th scope="col"><span className="tl-hidden">Actions</span></th>
          </tr>
        </thead>
        <tbody>{pipelines.map((pipeline) => <Row key={pipeline.name} pipeline={pipeline} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ pipeline }: { readonly pipeline: Pipeline }) {
  const { renderLink, renderTableLink } = useSlots();
  const { name, table, position, rates, freshness, totals } = pipeline;
  return (
    <tr>
      <th scope="row" className="tl-table__wide">
        {renderLink(onePipeline(name), name)}
        <div className="tl-muted tl-pl__source">{sourceText(pipeline)}</div>
      </th>
      <td data-label="State"><StateBadge pipeline={pipeline} /></td>
      <td data-label="Table">{renderTableLink(table)}</td>
      <td className="tl-num" data-label="Lag">{countText(position?.lagRecords)}</td>
      <td className="tl-num" data-label="Behind">{secondsText(position?.lagSeconds)}</td>
      <td className="tl-num" data-label="Rows">{rateText(rates?.rowsPerSecond)}</td>
      <td className="tl-num" data-label="Fresh, p99">{millisecondsText(freshness?.p99Milliseconds)}</td>
      <td className="tl-num" data-label="Rejects">
        {totals.rejects === 0 ? '0' : renderLink(onePipeline(name, 'rejects'), countText(totals.rejects))}
      </td>
      <td className="tl-table__wide"><CommandButtons pipeline={pipeline} isSmall /></td>
    </tr>
  );
}
