/**
 * How uPlot draws the traffic curve: no legend (the card's head has the figures), quiet grid, colours read from the tokens that
 * hold at the element.
 */
import type UPlot from 'uplot';
import { formatCompact } from '../format/number.ts';

const SHOWN_SECONDS = 300;
const SMALLEST_TOP = 10;
const ROUND_STEPS = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 15] as const;

export function rateChartOptions(element: HTMLElement, locale: string): UPlot.Options {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const font = `11px ${style.fontFamily}`;
  const axis = {
    stroke: token('--muted'),
    font,
    ticks: { show: false },
    grid: { stroke: token('--line'), width: 1 },
  } satisfies UPlot.Axis;
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

  return {
    width: element.clientWidth,
    height: element.clientHeight,
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { range: (_chart, _min, max) => [timeEnd(max) - SHOWN_SECONDS, timeEnd(max)] },
      y: { range: (_chart, _min, max) => [0, niceTop(max)] },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 24, space: 64, values: (_chart, splits) => splits.map((at) => time.format(at * 1000)) },
      { ...axis, size: 44, space: 40, values: (_chart, splits) => splits.map((value) => formatCompact(value, locale)) },
    ],
    series: [
      {},
      { stroke: token('--accent'), fill: token('--accent-soft'), width: 1.5, points: { show: false } },
      { stroke: token('--info'), width: 1.5, points: { show: false } },
    ],
  };
}

/** The curve always spans the same time; before the first point it ends now. */
function timeEnd(last: number | null): number {
  return last !== null && Number.isFinite(last) ? last : Date.now() / 1000;
}

/** A round number above the greatest value, so that the scale seldom changes. */
export function niceTop(max: number | null): number {
  if (max === null || !Number.isFinite(max) || max <= 0) return SMALLEST_TOP;
  const power = 10 ** Math.floor(Math.log10(max));
  const step = ROUND_STEPS.find((factor) => factor * power >= max * 1.05) ?? 15;
  return Math.max(SMALLEST_TOP, step * power);
}
