import { memo } from 'react';
import type { Shape } from '../../model/chartScene';
import { paintColour } from './paint';

/** The scene's shapes as elements; the file's are made by model/chartSvg from the same scene. */
export const ChartShapes = memo(function ChartShapes({ shapes }: { readonly shapes: readonly Shape[] }) {
  return <g aria-hidden="true">{shapes.map((shape, index) => <One key={index} shape={shape} />)}</g>;
});

function One({ shape }: { readonly shape: Shape }) {
  if (shape.kind === 'text') {
    return <text x={shape.x} y={shape.y} textAnchor={shape.anchor} fontSize={shape.size} fontWeight={shape.isBold ? 600 : undefined} fill={paintColour(shape.fill)}>{shape.text}</text>;
  }
  if (shape.kind === 'rect') return <rect x={shape.x} y={shape.y} width={shape.width} height={shape.height} fill={paintColour(shape.fill)} opacity={shape.opacity} />;
  return (
    <path
      d={shape.d}
      fill={shape.fill === undefined ? 'none' : paintColour(shape.fill)}
      stroke={shape.stroke === undefined ? 'none' : paintColour(shape.stroke)}
      strokeWidth={shape.width ?? 1}
      strokeLinecap={shape.isRound ? 'round' : undefined}
      strokeLinejoin={shape.isRound ? 'round' : undefined}
      opacity={shape.opacity}
    />
  );
}
