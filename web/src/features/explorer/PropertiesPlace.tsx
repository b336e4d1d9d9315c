import type { TableProtocol } from '../../model/tableTypes';
import type { PlaceProps } from './placeProps';

export function PropertiesPlace({ detail }: PlaceProps) {
  const properties = Object.entries(detail.properties).sort(([left], [right]) => (left < right ? -1 : 1));
  return (
    <div className="tl-place">
      <section>
        <h2>Properties</h2>
        {properties.length === 0 && <p className="tl-muted">None are set.</p>}
        {properties.length > 0 && (
          <div className="tl-scroll">
            <table className="tl-facts-table">
              <caption className="tl-hidden">Table properties</caption>
              <thead><tr><th scope="col">Property</th><th scope="col">Value</th></tr></thead>
              <tbody>
                {properties.map(([key, value]) => (
                  <tr key={key}><th scope="row" className="tl-facts-table__name"><code>{key}</code></th><td><code>{value}</code></td></tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
      <Protocol protocol={detail.protocol} />
    </div>
  );
}

function Protocol({ protocol }: { readonly protocol: TableProtocol }) {
  const { unsupportedReaderFeatures: unsupported } = protocol;
  return (
    <section>
      <h2>Protocol</h2>
      {unsupported.length > 0 && (
        <p className="tl-warning">
          This table can be listed but not read here: it needs {unsupported.join(', ')}. Read it with the writer that made it,
          or drop the feature there.
        </p>
      )}
      <dl className="tl-pairs">
        <dt>Reader version</dt><dd>{protocol.minReaderVersion}</dd>
        <dt>Writer version</dt><dd>{protocol.minWriterVersion}</dd>
        <dt>Reader features</dt><dd><Features names={protocol.readerFeatures} unsupported={unsupported} /></dd>
        <dt>Writer features</dt><dd><Features names={protocol.writerFeatures} unsupported={[]} /></dd>
      </dl>
    </section>
  );
}

function Features({ names, unsupported }: { readonly names: readonly string[]; readonly unsupported: readonly string[] }) {
  if (names.length === 0) return <span className="tl-muted">none</span>;
  return (
    <span className="tl-tags">
      {names.map((name) => <span key={name} className={`tl-tag${unsupported.includes(name) ? ' tl-tag--bad' : ''}`}>{name}</span>)}
    </span>
  );
}
