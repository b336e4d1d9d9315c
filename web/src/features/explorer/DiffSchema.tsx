import type { Declaration, NestedChange, SchemaChange } from '../../model/versionDiff';

export function DiffSchema({ changes }: { readonly changes: readonly SchemaChange[] }) {
  const breaking = changes.filter(({ breaksReaders }) => breaksReaders).length;
  return (
    <section>
      <h2>Schema</h2>
      {breaking > 0 && (
        <p className="tl-warning">
          {breaking === 1 ? 'One change may break' : `${breaking} changes may break`} queries written before it.
        </p>
      )}
      <div className="tl-scroll">
        <table className="tl-facts-table">
          <caption className="tl-hidden">Schema changes</caption>
          <thead>
            <tr><th scope="col">Column</th><th scope="col">Change</th><th scope="col">Before</th><th scope="col">After</th></tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <tr key={`${change.name}-${change.kind}`}>
                <th scope="row" className="tl-facts-table__name">{change.name}</th>
                <td><span className={`tl-tag tl-tag--${change.breaksReaders ? 'bad' : 'good'}`}>{change.label}</span></td>
                <td><Side declaration={change.before} /></td>
                <td>
                  <Side declaration={change.after} />
                  {change.nested.length > 0 && <ul className="tl-nested-changes">{change.nested.map(nestedLine)}</ul>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Side({ declaration }: { readonly declaration: Declaration | undefined }) {
  if (!declaration) return <span className="tl-muted">–</span>;
  return <code className="tl-type">{`${declaration.name} ${declaration.type}${declaration.nullable ? '' : ' NOT NULL'}`}</code>;
}

function nestedLine({ path, before, after }: NestedChange) {
  const text = before === undefined ? `+ ${path} ${after ?? ''}` : after === undefined ? `− ${path} ${before}` : `${path}: ${before} → ${after}`;
  return <li key={path}><code>{text}</code></li>;
}
