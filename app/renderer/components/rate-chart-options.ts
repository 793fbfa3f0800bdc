/**
 * How uPlot draws the traffic curve: no legend (the card's head has the figures), quiet grid, colours read from the tokens that
 * hold at the element.
 */
import type UPlot from 'uplot';
import { formatCompact } from '../format/number.ts';

export function rateChartOptions(element: HTMLElement, height: number, locale: string): UPlot.Options {
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
    height,
    padding: [8, 4, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_chart, _min, max) => [0, niceTop(max)] } },
    axes: [
      { ...axis, grid: { show: false }, space: 64, values: (_chart, splits) => splits.map((at) => time.format(at * 1000)) },
      { ...axis, size: 44, space: 40, values: (_chart, splits) => splits.map((value) => formatCompact(value, locale)) },
    ],
    series: [
      {},
      { stroke: token('--accent'), fill: token('--accent-soft'), width: 1.5, points: { show: false } },
      { stroke: token('--info'), width: 1.5, points: { show: false } },
    ],
  };
}

/** The next of 1, 2, 5 · 10ⁿ above the greatest value, so that the scale seldom changes. */
export function niceTop(max: number | null): number {
  if (max === null || !Number.isFinite(max) || max <= 0) return 10;
  const power = 10 ** Math.floor(Math.log10(max));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= max * 1.05) ?? 20;
  return Math.max(10, step * power);
}
