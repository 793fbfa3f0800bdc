/**
 * Messages per second over the last minutes, drawn by uPlot on a canvas in the colours of the theme. A screen reader gets the
 * two present values instead.
 */
import { useEffect, useMemo, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { RatePoint } from '../../../sidecar/admin/schema.ts';
import { useLanguage, usePreferences } from '../context/preferences.tsx';
import { formatRate } from '../format/number.ts';
import { rateChartOptions } from './rate-chart-options.ts';
import './rate-chart.css';

export function RateChart({ rates }: { readonly rates: readonly RatePoint[] }) {
  const { theme, locale } = usePreferences();
  // A canvas knows no CSS variables: another theme is another chart.
  return <ThemedChart key={`${theme} ${locale}`} rates={rates} />;
}

function ThemedChart({ rates }: { readonly rates: readonly RatePoint[] }) {
  const { t, locale } = useLanguage();
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot>(null);
  const data = useMemo(() => columnsOf(rates), [rates]);
  const last = rates.at(-1);

  useEffect(() => {
    if (host.current === null) return undefined;
    const element = host.current;
    const created = new UPlot(rateChartOptions(element, locale), [[], [], []], element);
    chart.current = created;
    const observer = new ResizeObserver(() => created.setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      created.destroy();
      chart.current = null;
    };
  }, [locale]);

  useEffect(() => chart.current?.setData(data), [data]);

  const label = t('chart.label', { rateIn: formatRate(last?.rateIn ?? 0, locale), rateOut: formatRate(last?.rateOut ?? 0, locale) });
  return <div className="rate-chart" ref={host} role="img" aria-label={label} />;
}

function columnsOf(rates: readonly RatePoint[]): UPlot.AlignedData {
  return [rates.map((point) => point.at / 1000), rates.map((point) => point.rateIn), rates.map((point) => point.rateOut)];
}
