import { forwardRef, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import type { Chart } from '../../model/chartData';
import { drawChart } from '../../model/chartDraw';
import { hitAt, type Hit, type Scene } from '../../model/chartScene';
import type { ChartSpec } from '../../model/chartSpec';
import { ChartShapes } from './ChartShapes';
import { paintColour } from './paint';
import './chart.css';

export interface ChartPictureProps {
  readonly spec: ChartSpec;
  readonly chart: Chart;
  readonly title: string;
  readonly zone: string;
  readonly hidden: ReadonlySet<string>;
}

export interface PictureHandle {
  scene(): Scene;
  note(): string;
}

/** The chart, as large as its place; a pointer or the arrow keys read its values. */
export const ChartPicture = forwardRef<PictureHandle, ChartPictureProps>(function ChartPicture({ spec, chart, title, zone, hidden }, handle) {
  const frame = useRef<HTMLDivElement>(null);
  const size = useSize(frame);
  const scene = useMemo(() => drawChart(spec, chart, { ...size, zone }, hidden), [spec, chart, size, zone, hidden]);
  const [hit, setHit] = useState<Hit>();
  useImperativeHandle(handle, () => ({ scene: () => scene, note: () => chart.note ?? '' }), [scene, chart]);
  useLayoutEffect(() => setHit((old) => (old ? hitAt(scene, old.x, old.y) : undefined)), [scene]);
  const point = (event: PointerEvent<HTMLDivElement>): void => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    setHit(hitAt(scene, event.clientX - left, event.clientY - top));
  };
  const press = (event: KeyboardEvent): void => {
    const next = stepped(scene, hit, event.key);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setHit(next ?? undefined);
  };
  return (
    <div ref={frame} className="tl-chart__picture" tabIndex={0} role="group" aria-label={`${title}. Arrow keys read the values.`} onPointerMove={point} onPointerLeave={() => setHit(undefined)} onKeyDown={press} onBlur={() => setHit(undefined)}>
      <svg width={size.width} height={size.height} viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={title}>
        <ChartShapes shapes={scene.shapes} />
        {hit && <Mark hit={hit} scene={scene} />}
      </svg>
      {hit && <Reading hit={hit} scene={scene} />}
    </div>
  );
});

function useSize(frame: RefObject<HTMLDivElement>): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState({ width: 640, height: 320 });
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const measure = (): void => {
      const [width, height] = [Math.max(160, element.clientWidth), Math.max(140, element.clientHeight)];
      setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return size;
}

/** The next value to the right or left; null to stop reading, undefined for other keys. */
function stepped(scene: Scene, hit: Hit | undefined, key: string): Hit | null | undefined {
  if (key === 'Escape') return hit ? null : undefined;
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
  if (step === undefined || scene.hits.length === 0) return undefined;
  const ordered = scene.hitBy === 'x' ? [...scene.hits].sort((left, right) => left.x - right.x) : scene.hits;
  const at = hit ? ordered.findIndex(({ x, y, title }) => x === hit.x && y === hit.y && title === hit.title) : -1;
  return ordered[Math.max(0, Math.min(ordered.length - 1, at + step))];
}

function Mark({ hit, scene }: { readonly hit: Hit; readonly scene: Scene }) {
  if (scene.hitBy === 'x') return <line x1={hit.x} x2={hit.x} y1={8} y2={scene.height - 26} className="tl-chart__mark" />;
  if (scene.hitBy === 'y') return <line x1={0} x2={scene.width} y1={hit.y} y2={hit.y} className="tl-chart__mark" />;
  return <circle cx={hit.x} cy={hit.y} r={5} className="tl-chart__mark" />;
}

function Reading({ hit, scene }: { readonly hit: Hit; readonly scene: Scene }) {
  const isRight = hit.x > scene.width / 2;
  const side = isRight ? { right: scene.width - hit.x + 12 } : { left: hit.x + 12 };
  return (
    <div className="tl-chart__reading" role="status" style={{ ...side, top: Math.max(4, Math.min(hit.y - 20, scene.height - 40 - hit.lines.length * 20)) }}>
      <p className="tl-chart__when"><bdi>{hit.title}</bdi></p>
      {hit.lines.map(({ name, value, paint }, index) => (
        <p key={index}>{paint && <span className="tl-chart__swatch" style={{ background: paintColour(paint) }} />}<bdi className="tl-chart__name">{name}</bdi><span className="tl-chart__value">{value}</span></p>
      ))}
    </div>
  );
}
