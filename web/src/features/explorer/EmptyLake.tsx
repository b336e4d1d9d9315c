import { getHealth } from '../../api/server';
import { demoCommand, pythonSnippet, uploadCommand } from '../../model/firstSteps';
import { Button } from '../../ui/Button';
import { CopyLine } from '../../ui/CopyLine';
import { useResource } from '../../ui/useResource';

interface EmptyLakeProps {
  readonly onUpload: () => void;
  readonly onRegister: () => void;
}

/** The first thing a newcomer sees: each way to get data in is one click or one copied command away. */
export function EmptyLake({ onUpload, onRegister }: EmptyLakeProps) {
  const { value } = useResource('health', getHealth);
  const lake = value?.lake;
  return (
    <section className="tl-empty-lake" aria-labelledby="empty-lake-title">
      <h1 id="empty-lake-title">This lake has no tables yet</h1>
      <p className="tl-muted">
        Bring data in one of these ways; tables show up here by themselves as soon as they exist.
        {lake !== undefined && <> The lake’s folder is <code className="tl-empty-lake__folder">{lake}</code>.</>}
      </p>
      <div className="tl-empty-lake__ways">
        <Way title="Upload a file" text="CSV, JSON, NDJSON or Parquet becomes a new Delta table; you check the types first.">
          <Button variant="primary" onClick={onUpload}>Upload a file…</Button>
        </Way>
        <Way title="Register a table" text="A Delta table that lies elsewhere on the server’s machine. Nothing is copied or moved.">
          <Button onClick={onRegister}>Register a table…</Button>
        </Way>
        <Way title="Upload from a shell" text="Three lines become the table people; put cat and your file in place of printf.">
          <CopyLine text={uploadCommand({ origin: window.location.origin })} />
        </Way>
        {lake !== undefined && (
          <Way title="Write with any Delta writer" text="Spark, delta-rs, DuckDB: a folder <schema>/<table> inside the lake’s folder is a table.">
            <CopyLine text={pythonSnippet({ lake })} />
          </Way>
        )}
        <Way title="Watch the demo" text="Web-server logs that keep coming, in a lake of their own beside this one: the command prints the address to open.">
          <CopyLine text={demoCommand({ program: value?.program })} />
        </Way>
      </div>
    </section>
  );
}

function Way({ title, text, children }: { readonly title: string; readonly text: string; readonly children: JSX.Element }) {
  return (
    <article className="tl-way">
      <h2>{title}</h2>
      <p className="tl-muted">{text}</p>
      {children}
    </article>
  );
}
