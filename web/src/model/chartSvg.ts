import { middleCut, type Paint, type Scene, type Shape } from './chartScene';

/** Colours of a theme by the scene's names. */
export type Palette = Readonly<Record<string, string>>;

const legendHeight = 24;
const headHeight = 28;

export function escapeXml(text: string): string {
  // XML 1.0 has no place for control characters, not even escaped.
  const allowed = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
  return allowed.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A scene as a file of its own, with its title, legend and a background. */
export function sceneSvg(scene: Scene, palette: Palette, title: string, note: string): string {
  const colour = (paint: Paint | undefined): string => (paint === undefined ? 'none' : palette[paint] ?? '#000');
  const rows = scene.legend.length > 1 ? legendRows(scene) : [];
  const top = headHeight + rows.length * legendHeight;
  const foot = note === '' ? 0 : 20;
  const height = scene.height + top + foot;
  const legend = rows.flatMap((row, line) =>
    row.map(({ x, name, paint }) => {
      const y = headHeight + line * legendHeight;
      return `<rect x="${x}" y="${y}" width="10" height="10" rx="2" fill="${colour(paint)}"/><text x="${x + 15}" y="${y + 9}" fill="${colour('ink')}" font-size="12">${escapeXml(name)}</text>`;
    }),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${scene.width}" height="${height}" viewBox="0 0 ${scene.width} ${height}" font-family="system-ui, sans-serif" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="100%" height="100%" fill="${colour('surface')}"/>`,
    `<text x="12" y="19" font-size="13" font-weight="600" fill="${colour('ink')}">${escapeXml(title)}</text>`,
    ...legend,
    `<g transform="translate(0 ${top})">`,
    ...scene.shapes.map((shape) => shapeSvg(shape, colour)),
    '</g>',
    ...(foot > 0 ? [`<text x="12" y="${height - 7}" font-size="11" fill="${colour('muted')}">${escapeXml(note)}</text>`] : []),
    '</svg>',
  ].join('\n');
}

function legendRows(scene: Scene): { x: number; name: string; paint: Paint }[][] {
  const rows: { x: number; name: string; paint: Paint }[][] = [[]];
  let x = 12;
  for (const { name, paint } of scene.legend) {
    const width = 30 + Math.min(name.length, 40) * 7;
    if (x + width > scene.width && x > 12) {
      rows.push([]);
      x = 12;
    }
    rows[rows.length - 1]?.push({ x, name: middleCut(name, 40), paint });
    x += width;
  }
  return rows;
}

function shapeSvg(shape: Shape, colour: (paint: Paint | undefined) => string): string {
  const { kind } = shape;
  if (kind === 'text') {
    const weight = shape.isBold ? ' font-weight="600"' : '';
    return `<text x="${shape.x}" y="${shape.y}" text-anchor="${shape.anchor}" font-size="${shape.size}"${weight} fill="${colour(shape.fill)}">${escapeXml(shape.text)}</text>`;
  }
  const opacity = shape.opacity === undefined ? '' : ` opacity="${shape.opacity}"`;
  if (kind === 'rect') return `<rect x="${shape.x}" y="${shape.y}" width="${shape.width}" height="${shape.height}" fill="${colour(shape.fill)}"${opacity}/>`;
  const caps = shape.isRound ? ' stroke-linecap="round" stroke-linejoin="round"' : '';
  return `<path d="${shape.d}" fill="${colour(shape.fill)}" stroke="${colour(shape.stroke)}" stroke-width="${shape.width ?? 1}"${caps}${opacity}/>`;
}
