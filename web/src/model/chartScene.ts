/**
 * A chart as shapes in pixels. The screen and the downloaded SVG draw the same scene, so they can't differ; colours are
 * names, which the screen takes from the theme and the file from the theme's values at that moment.
 */
export type Paint = 'ink' | 'muted' | 'grid' | 'surface' | 'heat' | `series${number}`;

export type Shape =
  | { readonly kind: 'path'; readonly d: string; readonly stroke?: Paint; readonly fill?: Paint; readonly opacity?: number; readonly width?: number; readonly isRound?: boolean }
  | { readonly kind: 'rect'; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly fill: Paint; readonly opacity?: number }
  | { readonly kind: 'text'; readonly x: number; readonly y: number; readonly text: string; readonly anchor: 'start' | 'middle' | 'end'; readonly fill: Paint; readonly size: number; readonly isBold?: boolean };

export interface HitLine {
  readonly name: string;
  readonly value: string;
  readonly paint?: Paint;
}

/** What a pointer over a place of the chart reads. */
export interface Hit {
  readonly x: number;
  readonly y: number;
  readonly title: string;
  readonly lines: readonly HitLine[];
}

export interface LegendItem {
  readonly name: string;
  readonly paint: Paint;
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
  readonly hits: readonly Hit[];
  /** A pointer meets the nearest hit along x, along y, or in the plane. */
  readonly hitBy: 'x' | 'y' | 'plane';
  readonly legend: readonly LegendItem[];
}

export interface SceneSize {
  readonly width: number;
  readonly height: number;
  /** The viewer's time zone. */
  readonly zone: string;
}

export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const axisSize = 11;
const characterWidth = 6.4;
export const paletteSize = 8;

export function seriesPaint(index: number): Paint {
  return `series${index % paletteSize}`;
}

export function textWidth(text: string): number {
  return text.length * characterWidth;
}

/** Long names differ at their ends as often as at their starts: both stay. */
export function middleCut(text: string, most: number): string {
  if (text.length <= most) return text;
  const tail = most < 8 ? 0 : Math.floor((most - 1) * 0.4);
  return `${text.slice(0, most - 1 - tail)}…${tail === 0 ? '' : text.slice(-tail)}`;
}

export function clipLabel(text: string, width: number): string {
  const most = Math.max(3, Math.floor(width / characterWidth));
  return middleCut(text, most);
}

/** Pixels with one digit behind the point: shorter files, and nobody sees the rest. */
export function px(value: number): number {
  return Math.round(value * 10) / 10;
}

export function gridLine(x1: number, y1: number, x2: number, y2: number, stroke: Paint = 'grid'): Shape {
  return { kind: 'path', d: `M${px(x1)} ${px(y1)}L${px(x2)} ${px(y2)}`, stroke, width: 1 };
}

export function label(text: string, x: number, y: number, anchor: 'start' | 'middle' | 'end', fill: Paint = 'muted'): Shape {
  return { kind: 'text', x: px(x), y: px(y), text, anchor, fill, size: axisSize };
}

/** The hit nearest to a pointer; undefined when the scene has none. */
export function hitAt(scene: Scene, x: number, y: number): Hit | undefined {
  let best: Hit | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const hit of scene.hits) {
    const across = scene.hitBy === 'y' ? 0 : hit.x - x;
    const up = scene.hitBy === 'x' ? 0 : hit.y - y;
    const distance = across * across + up * up;
    if (distance < least) [best, least] = [hit, distance];
  }
  return best;
}
