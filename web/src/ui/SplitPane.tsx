import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';

export interface SplitPaneProps {
  /** `columns`: side by side; `rows`: one above the other. */
  readonly direction: 'columns' | 'rows';
  readonly label: string;
  /** Of the first pane, in pixels. */
  readonly initial: number;
  readonly least?: number;
  /** Remembers the size in this browser. */
  readonly name: string;
  readonly first: ReactNode;
  readonly second: ReactNode;
}

const keyStep = 24;
/** The second pane keeps at least this much. */
const restLeast = 160;

export function SplitPane({ direction, label, initial, least = 120, name, first, second }: SplitPaneProps) {
  const frame = useRef<HTMLDivElement>(null);
  const isRows = direction === 'rows';
  const [size, setSize] = useState(() => rememberedSize(name) ?? initial);
  const change = (wanted: number) => {
    const whole = (isRows ? frame.current?.clientHeight : frame.current?.clientWidth) ?? wanted;
    const next = Math.round(Math.max(least, Math.min(wanted, whole - restLeast)));
    setSize(next);
    localStorage.setItem(`split.${name}`, String(next));
  };
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !frame.current) return;
    const { left, top } = frame.current.getBoundingClientRect();
    change(isRows ? event.clientY - top : event.clientX - left);
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -keyStep, ArrowUp: -keyStep, ArrowRight: keyStep, ArrowDown: keyStep }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    change(size + step);
  };
  return (
    <div ref={frame} className={`tl-split tl-split--${direction}`}>
      <div className="tl-split__pane" style={{ flex: `0 1 ${size}px` }}>{first}</div>
      <div
        className="tl-split__bar"
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation={isRows ? 'horizontal' : 'vertical'}
        aria-valuenow={size}
        aria-valuemin={least}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={press}
      />
      <div className="tl-split__pane tl-split__pane--rest">{second}</div>
    </div>
  );
}

function rememberedSize(name: string): number | undefined {
  const size = Number(localStorage.getItem(`split.${name}`) ?? Number.NaN);
  return Number.isFinite(size) && size > 0 ? size : undefined;
}
