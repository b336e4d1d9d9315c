const [quote, newline, backslash, openBrace, closeBrace, openBracket, closeBracket] = [...'"\n\\{}[]'].map((letter) => letter.charCodeAt(0));

/** Counts the rows in an export's bytes as they come, cut anywhere. */
export interface RowCounter {
  readonly add: (piece: Uint8Array) => void;
  readonly rows: () => number;
}

/** Undefined for formats whose rows can't be told before the end. */
export function rowCounter(format: string): RowCounter | undefined {
  switch (format) {
    case 'csv':
      return lineCounter(1, true);
    case 'ndjson':
      return lineCounter(0, false);
    case 'json':
      return objectCounter();
    default:
      return undefined;
  }
}

/** Lines without those of the head. Line breaks between quotes belong to a value; a doubled quote ends and begins one. */
function lineCounter(head: number, hasQuotes: boolean): RowCounter {
  let lines = 0;
  let isQuoted = false;
  return {
    add: (piece) => {
      for (const byte of piece) {
        if (hasQuotes && byte === quote) isQuoted = !isQuoted;
        else if (byte === newline && !isQuoted) lines += 1;
      }
    },
    rows: () => Math.max(0, lines - head),
  };
}

/** Objects of the outermost list. */
function objectCounter(): RowCounter {
  let [objects, depth] = [0, 0];
  let [isText, isEscaped] = [false, false];
  const addByte = (byte: number): void => {
    if (isEscaped) isEscaped = false;
    else if (isText) [isText, isEscaped] = [byte !== quote, byte === backslash];
    else if (byte === quote) isText = true;
    else if (byte === openBrace || byte === openBracket) depth += 1;
    else if (byte === closeBrace || byte === closeBracket) {
      depth -= 1;
      if (depth === 1) objects += 1;
    }
  };
  return { add: (piece) => piece.forEach(addByte), rows: () => objects };
}

/** How far an export is; undefined while that can't be told. */
export function exportShare(rows: number | undefined, total: number): number | undefined {
  return rows === undefined || total <= 0 ? undefined : Math.min(1, rows / total);
}
