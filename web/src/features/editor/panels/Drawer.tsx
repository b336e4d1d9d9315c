import { useEffect, useRef, type ReactNode } from 'react';
import { IconButton } from '../../../ui/IconButton';
import { useEditor } from '../useEditor';

interface Props {
  readonly title: string;
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

/** Beside the text, or over it on a narrow page. Escape closes it. */
export function Drawer({ title, tools, children }: Props) {
  const { model } = useEditor();
  const element = useRef<HTMLElement>(null);
  useEffect(() => element.current?.focus(), [title]);
  const close = (): void => model.showDrawer(undefined);
  return (
    <section
      ref={element}
      className="tl-ed-drawer"
      aria-label={title}
      tabIndex={-1}
      onKeyDown={(event) => event.key === 'Escape' && !isInDialog(event.target) && close()}
    >
      <header className="tl-ed-drawer__head">
        <h2>{title}</h2>
        {tools}
        <IconButton size="small" icon="close" label={`Close ${title}`} onClick={close} />
      </header>
      <div className="tl-ed-drawer__body">{children}</div>
    </section>
  );
}

/** A dialog opened from here closes itself first. */
function isInDialog(target: EventTarget): boolean {
  return target instanceof Element && target.closest('dialog') !== null;
}
