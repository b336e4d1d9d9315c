import { paletteSize, type Paint } from '../../model/chartScene';
import type { Palette } from '../../model/chartSvg';

const tokens: Readonly<Record<string, string>> = { ink: '--text', muted: '--text-muted', grid: '--line', surface: '--surface', heat: '--chart-1' };

function tokenOf(paint: Paint): string {
  return tokens[paint] ?? `--chart-${Number(paint.replace('series', '')) + 1}`;
}

export function paintColour(paint: Paint): string {
  return `var(${tokenOf(paint)})`;
}

/** The theme's colours as programs outside of a browser read them. */
export function currentPalette(): Palette {
  const probe = document.createElement('span');
  document.body.append(probe);
  const series = Array.from({ length: paletteSize }, (_, index): Paint => `series${index}`);
  const names: readonly Paint[] = ['ink', 'muted', 'grid', 'surface', 'heat', ...series];
  const palette = Object.fromEntries(
    names.map((paint) => {
      probe.style.color = paintColour(paint);
      return [paint, getComputedStyle(probe).color];
    }),
  );
  probe.remove();
  return palette;
}
