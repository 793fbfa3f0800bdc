/**
 * The metrics in Prometheus' text format, by prom-client: the server's own (metric-definitions.ts), which are read when somebody
 * asks and so cost nothing in between, and those of the process.
 */
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { METRIC_PREFIX, metricDefinitions, type MetricDefinition, type MetricSources } from './metric-definitions.ts';

/** Milliseconds between two looks at how late the event loop is. */
const LOOP_PRECISION_MS = 20;

export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
}

export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  for (const definition of metricDefinitions) register(registry, definition, sources);
  collectDefaultMetrics({ register: registry, prefix: METRIC_PREFIX, eventLoopMonitoringPrecision: LOOP_PRECISION_MS });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

function register(registry: Registry, definition: MetricDefinition, sources: MetricSources): void {
  const { type, help, labels } = definition;
  const settings = { name: METRIC_PREFIX + definition.name, help, labelNames: [...labels], registers: [registry] };
  if (type === 'gauge') {
    const gauge = new Gauge({
      ...settings,
      collect() {
        gauge.reset();
        for (const { labels: named, value } of definition.read(sources)) gauge.set(named, value);
      },
    });
    return;
  }
  const counter = new Counter({
    ...settings,
    collect() {
      // The parts count for themselves; here the count only takes its form.
      counter.reset();
      for (const { labels: named, value } of definition.read(sources)) counter.inc(named, value);
    },
  });
}
