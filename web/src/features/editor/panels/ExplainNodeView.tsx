import { useState } from 'react';
import { expectedRows, type ExplainNode } from '../../../model/explainTree';
import { plural } from '../../../model/format';

const longValue = 160;

/** An operator with what it works on; its inputs stand under it. Long values are cut until they are asked for. */
export function ExplainNodeView({ node }: { readonly node: ExplainNode }) {
  const [isWhole, setIsWhole] = useState(false);
  const rows = expectedRows(node);
  const properties = node.properties.filter(({ name, value }) => value !== '' && name !== 'statistics');
  const isLong = [node.detail, ...properties.map(({ value }) => value)].some((text) => text.length > longValue);
  const cut = (text: string): string => (isWhole || text.length <= longValue ? text : `${text.slice(0, longValue)}…`);
  return (
    <li>
      <div className="tl-ed-plan-node">
        <div className="tl-ed-plan-node__head">
          <strong>{node.operator}</strong>
          {rows && <span className="tl-ed-plan-node__rows tl-ed-digits">{rows.isExact ? '' : '≈ '}{plural(rows.rows, 'row')}</span>}
        </div>
        {node.detail !== '' && <code>{cut(node.detail)}</code>}
        {properties.length > 0 && (
          <dl>
            {properties.map(({ name, value }, index) => (
              <div key={index}>
                <dt>{name}</dt>
                <dd>{cut(value)}</dd>
              </div>
            ))}
          </dl>
        )}
        {isLong && (
          <button type="button" className="tl-ed-link" aria-expanded={isWhole} onClick={() => setIsWhole(!isWhole)}>
            {isWhole ? 'Less' : 'All of it'}
          </button>
        )}
      </div>
      {node.children.length > 0 && (
        <ul>
          {node.children.map((child, index) => (
            <ExplainNodeView key={index} node={child} />
          ))}
        </ul>
      )}
    </li>
  );
}
