import { isNested, typeSummary, type TypeNode } from '../../model/tableType';

/** A type as people read it: plain ones as a word, nested ones as a summary that unfolds into its fields. */
export function TypeTree({ type, isOpen = false }: { readonly type: TypeNode; readonly isOpen?: boolean }) {
  if (!isNested(type)) return <code className="tl-type">{type.name}</code>;
  return (
    <details className="tl-type tl-type--nested" open={isOpen}>
      <summary>
        <code>{typeSummary(type)}</code>
      </summary>
      <TypeFields type={type} />
    </details>
  );
}

function TypeFields({ type }: { readonly type: TypeNode }) {
  return (
    <ul className="tl-type__fields">
      {type.children.map((field, index) => (
        <li key={`${index}-${field.name}`}>
          <span className="tl-type__line">
            <span className="tl-type__name">{field.name}</span>
            <code>{isNested(field.type) ? typeSummary(field.type) : field.type.name}</code>
          </span>
          {isNested(field.type) && <TypeFields type={field.type} />}
        </li>
      ))}
    </ul>
  );
}
