import { useEffect, useMemo, useRef, useState } from 'react';
import type { PointerEvent } from 'react';
import { squarify, type Rectangle } from '../../model/treemap';

export interface TreemapItem {
  readonly key: string;
  readonly weight: number;
  readonly label: string;
  /** 0…1, from light to dark. */
  readonly tone: number;
  readonly isMarked: boolean;
}

interface TreemapProps {
  readonly items: readonly TreemapItem[];
  readonly label: string;
  readonly selected: string | undefined;
  readonly onSelect: (key: string) => void;
  readonly describe: (key: string) => string;
}

const height = 240;

/** On a canvas, so that a hundred thousand files cost no elements; the table below tells the same in words. */
export function Treemap({ items, label, selected, onSelect, describe }: TreemapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(canvas);
  const [hovered, setHovered] = useState<{ key: string; x: number; y: number }>();
  const places = useMemo(
    () => squarify(items.map(({ weight }) => weight), { x: 0, y: 0, width, height }),
    [items, width],
  );
  useEffect(() => {
    if (canvas.current) paint(canvas.current, items, places, { width, selected, hovered: hovered?.key });
  }, [items, places, width, selected, hovered?.key]);
  const itemAt = (event: PointerEvent): TreemapItem | undefined => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    return items[places.findIndex((place) => contains(place, x, y))];
  };
  return (
    <div className="tl-treemap">
      <canvas
        ref={canvas}
        role="img"
        aria-label={label}
        style={{ height }}
        onPointerMove={(event) => {
          const item = itemAt(event);
          const box = event.currentTarget.getBoundingClientRect();
          setHovered(item && { key: item.key, x: event.clientX - box.left, y: event.clientY - box.top });
        }}
        onPointerLeave={() => setHovered(undefined)}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const place = places.findIndex((one) => contains(one, event.clientX - box.left, event.clientY - box.top));
          const item = items[place];
          if (item) onSelect(item.key);
        }}
      />
      {hovered && (
        <div
          className="tl-treemap__tip"
          style={{ left: Math.min(hovered.x + 12, Math.max(0, width - 280)), top: Math.min(hovered.y + 12, height - 40) }}
        >
          {describe(hovered.key)}
        </div>
      )}
    </div>
  );
}

function contains({ x, y, width, height: tall }: Rectangle, left: number, top: number): boolean {
  return left >= x && left < x + width && top >= y && top < y + tall;
}

function useWidth(canvas: { readonly current: HTMLCanvasElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [canvas]);
  return width;
}

interface Painting {
  readonly width: number;
  readonly selected: string | undefined;
  readonly hovered: string | undefined;
}

function paint(canvas: HTMLCanvasElement, items: readonly TreemapItem[], places: readonly Rectangle[], state: Painting): void {
  const context = canvas.getContext('2d');
  if (!context || state.width === 0) return;
  const scale = window.devicePixelRatio || 1;
  canvas.width = Math.round(state.width * scale);
  canvas.height = Math.round(height * scale);
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const [fill, marked, edge, text] = ['--tl-treemap-fill', '--tl-treemap-marked', '--tl-treemap-edge', '--tl-treemap-text'].map(colour);
  context.font = `11px ${style.fontFamily}`;
  context.textBaseline = 'top';
  items.forEach((item, index) => {
    const place = places[index];
    if (!place || place.width < 0.3 || place.height < 0.3) return;
    // Pale enough for the page's own text colour to be read on it.
    context.globalAlpha = 0.2 + 0.35 * item.tone;
    context.fillStyle = (item.isMarked ? marked : fill) ?? '';
    const gap = place.width > 3 && place.height > 3 ? 1 : 0;
    context.fillRect(place.x, place.y, place.width - gap, place.height - gap);
    context.globalAlpha = 1;
    if (item.key === state.selected || item.key === state.hovered) outline(context, place, edge ?? '', item.key === state.selected);
    if (place.width > 56 && place.height > 20) caption(context, place, item.label, text ?? '');
  });
}

function outline(context: CanvasRenderingContext2D, place: Rectangle, colour: string, isStrong: boolean): void {
  context.strokeStyle = colour;
  context.lineWidth = isStrong ? 2 : 1;
  context.strokeRect(place.x + 1, place.y + 1, Math.max(0, place.width - 3), Math.max(0, place.height - 3));
}

function caption(context: CanvasRenderingContext2D, place: Rectangle, label: string, colour: string): void {
  context.save();
  context.beginPath();
  context.rect(place.x, place.y, place.width - 4, place.height - 2);
  context.clip();
  context.fillStyle = colour;
  context.fillText(label, place.x + 5, place.y + 5);
  context.restore();
}
