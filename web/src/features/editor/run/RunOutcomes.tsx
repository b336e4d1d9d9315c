import { useEffect, useRef } from 'react';
import type { RunItem } from '../../../model/tabsRun';
import type { CodeEditor } from '../code/codeEditor';
import { useActiveTab, useEditor } from '../useEditor';
import { ItemFigures } from './RunStatus';

/** The statements of a script with their outcomes; one that has a result can be shown below. */
export function RunOutcomes({ editor }: { readonly editor: CodeEditor | undefined }) {
  const { model } = useEditor();
  const tab = useActiveTab(model);
  const items = tab?.run?.items ?? [];
  if (items.length < 2) return null;
  return (
    <ol className="tl-ed-outcomes" aria-label="Statements of the script">
      {items.map((item, index) => (
        <Outcome
          key={index}
          item={item}
          number={index + 1}
          isShown={item.queryId !== undefined && item.queryId === tab?.queryId}
          onShow={() => {
            if (item.queryId !== undefined) model.edit({ queryId: item.queryId });
            if (item.range) editor?.goTo(item.range);
          }}
        />
      ))}
    </ol>
  );
}

interface OutcomeProps {
  readonly item: RunItem;
  readonly number: number;
  readonly isShown: boolean;
  readonly onShow: () => void;
}

function Outcome({ item, number, isShown, onShow }: OutcomeProps) {
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isShown) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isShown]);
  return (
    <li ref={element} className={isShown ? 'tl-ed-outcome tl-ed-outcome--shown' : 'tl-ed-outcome'}>
      <button type="button" aria-current={isShown} onClick={onShow}>
        <span className="tl-muted tl-ed-digits">{number}</span>
        <code className="tl-ed-outcome__text">{item.text.replace(/\s+/g, ' ').slice(0, 200)}</code>
        <ItemFigures item={item} />
      </button>
    </li>
  );
}
