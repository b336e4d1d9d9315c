interface SparklineProps {
  readonly values: readonly number[];
  /** What it shows, in words: it is a picture to those who do not see it. */
  readonly label: string;
}

const width = 160;
const height = 32;

/** Bars from zero: rows come in commits, a line between them would claim what nobody measured. */
export function Sparkline({ values, label }: SparklineProps) {
  const top = Math.max(1, ...values);
  const step = width / Math.max(1, values.length);
  return (
    <svg className="tl-spark" role="img" aria-label={label} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none">
      <line className="tl-spark__base" x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} />
      {values.map((value, index) => {
        const tall = value > 0 ? Math.max(2, (value / top) * (height - 1)) : 0;
        return <rect key={index} x={index * step + 0.5} width={Math.max(1, step - 1)} y={height - 1 - tall} height={tall} />;
      })}
    </svg>
  );
}
