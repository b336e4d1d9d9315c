import CodeMirror from 'codemirror';
import 'codemirror/mode/sql/sql';

/** The name under which the mode is registered. */
export const sqlMode = 'text/x-tideline-sql';

const base = 'text/x-sparksql';

type SqlModeSpec = CodeMirror.ModeSpec<CodeMirror.ModeSpecOptions> & {
  readonly hooks: Readonly<Record<string, (stream: CodeMirror.StringStream) => string>>;
};

/** CodeMirror's Spark SQL, which knows neither names in backticks nor `:parameters`. */
export function registerSqlMode(): void {
  const spark = CodeMirror.mimeModes[base];
  if (typeof spark !== 'object') return;
  const extended: SqlModeSpec = { ...spark, hooks: { '`': quotedName, ':': parameter } };
  CodeMirror.defineMIME(sqlMode, extended);
}

function quotedName(stream: CodeMirror.StringStream): string {
  while (!stream.eol()) {
    if (stream.next() === '`' && !stream.eat('`')) break;
  }
  return 'variable-2';
}

function parameter(stream: CodeMirror.StringStream): string {
  if (stream.eat(':')) return 'operator';
  return stream.match(/^[A-Za-z_]\w*/) ? 'variable-3' : 'operator';
}
