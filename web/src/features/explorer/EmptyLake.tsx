import { Button } from '../../ui/Button';
import { CopyLine } from '../../ui/CopyLine';

interface EmptyLakeProps {
  readonly onUpload: () => void;
  readonly onRegister: () => void;
}

const python = `import deltalake, pandas as pd
deltalake.write_deltalake("<lake>/delta_lake/people", pd.DataFrame({"name": ["Ada"]}))`;

/** The first thing a newcomer sees: each way to get data in is one click or one copied command away. */
export function EmptyLake({ onUpload, onRegister }: EmptyLakeProps) {
  return (
    <section className="tl-empty-lake" aria-labelledby="empty-lake-title">
      <h1 id="empty-lake-title">This lake has no tables yet</h1>
      <p className="tl-muted">Bring data in one of these ways; tables show up here by themselves as soon as they exist.</p>
      <div className="tl-empty-lake__ways">
        <Way title="Upload a file" text="CSV, JSON, NDJSON or Parquet becomes a new Delta table; you check the types first.">
          <Button variant="primary" onClick={onUpload}>Upload a file…</Button>
        </Way>
        <Way title="Register a table" text="A Delta table that lies elsewhere on this machine. Nothing is copied or moved.">
          <Button onClick={onRegister}>Register a table…</Button>
        </Way>
        <Way title="Watch the demo" text="Web-server logs that keep coming: something to query, chart and watch at once.">
          <CopyLine text="tideline serve --demo" />
        </Way>
        <Way title="Write with any Delta writer" text="Spark, delta-rs, DuckDB: a folder <schema>/<table> inside the lake is a table.">
          <CopyLine text={python} />
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
