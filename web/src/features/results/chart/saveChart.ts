import type { Scene } from '../../../model/chartScene';
import { sceneSvg } from '../../../model/chartSvg';
import { saveBlob } from '../exportRun';
import { currentPalette } from '../../../ui/chart/paint';

const pixelsPerPoint = 2;

/** The picture as it stands on the screen, with its title, legend and note. */
export async function saveChart(scene: Scene, title: string, note: string, format: 'png' | 'svg'): Promise<void> {
  const svg = sceneSvg(scene, currentPalette(), title, note);
  const blob = new Blob([svg], { type: 'image/svg+xml' });
  const name = `${title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').slice(0, 60) || 'chart'}.${format}`;
  saveBlob(format === 'svg' ? blob : await toPng(svg), name);
}

async function toPng(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * pixelsPerPoint;
  canvas.height = image.naturalHeight * pixelsPerPoint;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The browser gave no picture.'))), 'image/png');
  });
}
