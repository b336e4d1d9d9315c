import { useEffect, useState } from 'react';
import { visibleText } from '../../model/cellFormat';
import { columnKeys } from '../../model/cellType';
import { copyFormatLabels, type CopyFormat } from '../../model/copyFormats';
import type { LayoutAction } from '../../model/gridLayout';
import { hasWishes } from '../../model/gridWishes';
import { Icon } from '../../ui/Icon';
import { Menu, type MenuItem } from '../../ui/Menu';
import { Filters, Matches, type WishesProps } from './Wishes';

export interface GridToolsProps extends WishesProps {
  readonly onCopy: (format: CopyFormat) => void;
  readonly onLayout: (action: LayoutAction) => void;
  readonly onColumn: (key: string, anchor: DOMRect) => void;
}

const copyFormats: readonly CopyFormat[] = ['tsv', 'markdown', 'json', 'insert'];

/** Search, what is filtered, and the menus of copies and columns. */
export function GridTools(props: GridToolsProps) {
  const { source, keeper: { view, change }, onCopy } = props;
  const search = (text: string): void => change({ wishes: { ...view.wishes, search: text } });
  return (
    <div className="tl-results__tools" role="toolbar" aria-label="Grid">
      <SearchBox value={view.wishes.search} isDisabled={!source.isComplete} onSearch={search} />
      <Filters {...props} />
      {hasWishes(view.wishes) && <Matches {...props} />}
      <span className="tl-results__space" />
      <Menu label="Copy" icon="copy" items={copyFormats.map((format) => ({ label: copyFormatLabels[format], onSelect: () => onCopy(format) }))} />
      <Menu label="Columns" icon="menu" items={columnItems(props)} />
    </div>
  );
}

const searchAfterMs = 250;

function SearchBox({ value, isDisabled, onSearch }: { readonly value: string; readonly isDisabled: boolean; readonly onSearch: (text: string) => void }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => onSearch(text), searchAfterMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label className="tl-results__search">
      <Icon name="search" />
      <span className="tl-hidden">Search in the result</span>
      <input className="tl-input tl-input--small" type="search" placeholder="Search in the result" value={text} disabled={isDisabled} onChange={({ target }) => setText(target.value)} onKeyDown={(event) => {
        if (event.key === 'Enter') onSearch(text);
      }} />
    </label>
  );
}

function columnItems({ source, keeper: { view }, onLayout, onColumn }: GridToolsProps): MenuItem[] {
  const keys = columnKeys(source.columns);
  const hidden = keys.filter((key) => view.layout.hidden.includes(key));
  const shown = keys.filter((key) => !view.layout.hidden.includes(key));
  const anchor = new DOMRect(window.innerWidth - 340, 120, 0, 0);
  return [
    ...(hidden.length > 1 ? [{ label: `Show all ${hidden.length} hidden columns`, onSelect: () => onLayout({ kind: 'allShown' }) }] : []),
    { label: 'Reset order and widths', onSelect: () => onLayout({ kind: 'reset' }) },
    ...hidden.map((key) => ({ label: visibleText(key.slice(0, 60)) || '(no name)', hint: 'show', onSelect: () => onLayout({ kind: 'shown', key }) })),
    ...shown.map((key) => ({ label: visibleText(key.slice(0, 60)) || '(no name)', hint: 'open', onSelect: () => onColumn(key, anchor) })),
  ];
}
