/** A small curve beside a number. Decoration: the number beside it is what counts, so it is hidden from screen readers. */
import './sparkline.css';

const WIDTH = 96;
const HEIGHT = 28;

export function Sparkline({ values }: { readonly values: readonly number[] }) {
  const points = sparklinePoints(values, WIDTH, HEIGHT);
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
      {points !== '' && (
        <>
          <polygon className="sparkline__area" points={`0,${HEIGHT} ${points} ${WIDTH},${HEIGHT}`} />
          <polyline className="sparkline__line" points={points} />
        </>
      )}
    </svg>
  );
}

/** From zero at the bottom to the greatest value at the top; a single value is no curve. */
export function sparklinePoints(values: readonly number[], width: number, height: number): string {
  if (values.length < 2) return '';
  const top = Math.max(...values, 1e-9);
  const step = width / (values.length - 1);
  return values.map((value, index) => `${round(index * step)},${round(height - 1 - (value / top) * (height - 3))}`).join(' ');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
