/** Where the page's server is, for commands that are copied as they are. */
export interface ServerPlace {
  /** `http://127.0.0.1:8080` */
  readonly origin: string;
  readonly lake: string;
  readonly program: string | undefined;
}

/** One word for a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Brings a file of three lines in; `cat yours.csv` brings another. */
export function uploadCommand({ origin }: Pick<ServerPlace, 'origin'>): string {
  return [
    "id=$(printf 'name,born\\nAda,1815\\nAlan,1912\\n' |",
    `  curl -sS --data-binary @- ${shellWord(`${origin}/api/uploads?format=csv`)} |`,
    `  sed 's/^{"uploadId":"\\([^"]*\\)".*/\\1/')`,
    `curl -sS ${shellWord(`${origin}/api/tables`)} -d '{"name":"people","upload":"'"$id"'"}'`,
  ].join('\n');
}

/** Another server, which can't get into this one's way: with a port, a lake and a state folder of its own. */
export function demoCommand({ program }: Pick<ServerPlace, 'program'>): string {
  return `${shellWord(program ?? 'tideline')} serve --demo --port 0 \\\n  --lake /tmp/tideline-demo/lake --state /tmp/tideline-demo/state`;
}

/** One record over HTTP; a file goes by `--data-binary @yours.ndjson`. */
export function postCommand({ origin }: Pick<ServerPlace, 'origin'>): string {
  return [
    `curl -sS ${shellWord(`${origin}/api/ingest/delta_lake.events`)} \\`,
    "  -H 'Content-Type: application/x-ndjson' \\",
    `  --data-binary '{"at":"2026-01-01T00:00:00Z","name":"hello"}'`,
  ].join('\n');
}

/** A pipeline of a process of its own, into the lake of this server. */
export function ingestCommand({ program, lake }: Pick<ServerPlace, 'lake' | 'program'>): string {
  return `${shellWord(program ?? 'tideline')} ingest --brokers localhost:9092 --topic events \\\n  --table delta_lake.events --lake ${shellWord(lake)}`;
}

/** A table that any Delta writer makes in the lake's folder. */
export function pythonSnippet({ lake }: Pick<ServerPlace, 'lake'>): string {
  return [
    '# pip install deltalake pyarrow',
    'import deltalake, pyarrow',
    // A JSON text is a Python text too.
    `deltalake.write_deltalake(${JSON.stringify(`${lake}/delta_lake/weather`)},`,
    '    pyarrow.table({"city": ["Lagos", "Lima"], "degrees": [31.5, 19.0]}))',
  ].join('\n');
}
