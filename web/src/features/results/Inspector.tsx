import { useMemo, useState, type KeyboardEvent } from 'react';
import { formatCell, hexOfBase64, visibleText } from '../../model/cellFormat';
import { jsonTree, parsedJson, type JsonNode } from '../../model/cellJson';
import { cellKind, type ColumnMeta } from '../../model/cellType';
import { formatCount, plural } from '../../model/format';
import { Button } from '../../ui/Button';
import { IconButton } from '../../ui/IconButton';

export interface InspectorProps {
  readonly column: ColumnMeta;
  readonly row: number;
  readonly value: unknown;
  readonly zone: string;
  readonly onCopy: (text: string) => void;
  readonly onClose: () => void;
}

/** One cell in full: a tree for what has parts, the whole text for everything else. */
export function Inspector({ column, row, value, zone, onCopy, onClose }: InspectorProps) {
  const parts = useMemo(() => (typeof value === 'object' && value !== null ? value : typeof value === 'string' && cellKind(column.type) === 'text' ? parsedJson(value) : undefined), [value, column.type]);
  const [isRaw, setIsRaw] = useState(false);
  const text = useMemo(() => plainText(value, column.type), [value, column.type]);
  const { title } = formatCell(value, column.type, { zone });
  return (
    <aside className="tl-inspector" aria-label="Cell">
      <header className="tl-inspector__head">
        <div className="tl-inspector__names">
          <h2><bdi>{visibleText(column.name)}</bdi></h2>
          <p className="tl-muted">{column.type}, row {formatCount(row + 1)}</p>
        </div>
        <IconButton size="small" icon="copy" label="Copy the value" onClick={() => onCopy(text)} />
        <IconButton size="small" icon="close" label="Close the cell" onClick={onClose} />
      </header>
      {parts !== undefined && <Button size="small" aria-pressed={isRaw} onClick={() => setIsRaw(!isRaw)}>As text</Button>}
      {parts !== undefined && !isRaw ? <JsonTree value={parts} /> : <LongText text={value === null || value === undefined ? 'null' : cellKind(column.type) === 'timestamp' ? `${formatCell(value, column.type, { zone }).text} (${zone})\n${title ?? ''}` : text} />}
    </aside>
  );
}

function plainText(value: unknown, type: string): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return JSON.stringify(value, null, 2);
  return cellKind(type) === 'binary' ? hexOfBase64(String(value)).replace(/(.{32})/g, '$1\n') : String(value);
}

const textStep = 20_000;

/** The first part of a text, more on demand: a text of megabytes must not stop the page. */
function LongText({ text }: { readonly text: string }) {
  const [shown, setShown] = useState(textStep);
  return (
    <>
      <pre className="tl-inspector__text" tabIndex={0} aria-label="Value">{text.slice(0, shown)}</pre>
      <p className="tl-muted">{plural(text.length, 'character')}</p>
      {text.length > shown && <Button size="small" onClick={() => setShown(shown * 5)}>Show more</Button>}
    </>
  );
}

function JsonTree({ value }: { readonly value: unknown }) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState(0);
  const nodes = useMemo(() => jsonTree(value, closed), [value, closed]);
  const toggle = ({ path, isOpenable }: JsonNode, opens: boolean): void => {
    if (!isOpenable) return;
    setClosed((old) => new Set(opens ? [...old].filter((one) => one !== path) : [...old, path]));
  };
  const press = (event: KeyboardEvent<HTMLUListElement>): void => {
    const node = nodes[active];
    if (!node) return;
    const target = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: nodes.length - 1 }[event.key];
    if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') toggle(node, event.key === 'ArrowRight');
    else if (target === undefined) return;
    else move(event.currentTarget, Math.max(0, Math.min(nodes.length - 1, target)), setActive);
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <ul className="tl-inspector__tree" role="tree" aria-label="Parts of the value" onKeyDown={press}>
      {nodes.map((node, index) => (
        <li
          key={node.path}
          role="treeitem"
          aria-level={node.depth + 1}
          aria-expanded={node.isOpenable ? !closed.has(node.path) : undefined}
          tabIndex={index === Math.min(active, nodes.length - 1) ? 0 : -1}
          style={{ paddingLeft: node.depth * 14 }}
          onClick={() => {
            setActive(index);
            toggle(node, closed.has(node.path));
          }}
        >
          <span className="tl-inspector__twist" aria-hidden="true">{node.isOpenable ? (closed.has(node.path) ? '▸' : '▾') : ''}</span>
          {node.label !== '' && <span className="tl-inspector__key"><bdi>{visibleText(node.label)}</bdi></span>}
          <span className={`tl-inspector__value tl-inspector__value--${node.kind}`}><bdi>{visibleText(node.text)}</bdi></span>
        </li>
      ))}
    </ul>
  );
}

function move(tree: HTMLElement, index: number, setActive: (index: number) => void): void {
  setActive(index);
  tree.querySelectorAll<HTMLElement>('[role="treeitem"]')[index]?.focus();
}
