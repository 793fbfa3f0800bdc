/** `docs/metrics.md` out of the list of metrics. Used by scripts/generate-docs.ts; a test finds drift. Pure. */
import { METRIC_PREFIX, metricDefinitions } from './metric-definitions.ts';

const introduction = `# Metrics

\`GET /metrics\` answers in Prometheus' text format. On this machine it is open; from elsewhere it takes the admin token
(\`Authorization: Bearer …\`, see \`admin.token\` in [configuration.md](configuration.md)) or a signed one with the scope \`mqtt:admin\`. No label holds a topic, an id or an address.

    scrape_configs:
      - job_name: mqttx-sse-server
        authorization: { credentials: <admin token> }
        static_configs: [{ targets: ['localhost:4000'] }]

`;

const ofTheProcess = `
Beside these there are those of the process, as [prom-client](https://github.com/siimon/prom-client) collects them on each system:
\`${METRIC_PREFIX}process_…\` (CPU, memory, open files) and \`${METRIC_PREFIX}nodejs_…\` (heap, garbage collection, and how late the event
loop is, as \`${METRIC_PREFIX}nodejs_eventloop_lag_p99_seconds\`).
`;

export function renderMetricsReference(): string {
  const rows = metricDefinitions.map(({ name, type, help, labels }) => {
    const named = labels.map((label) => `\`${label}\``).join(', ');
    return `| \`${METRIC_PREFIX}${name}\` | ${type} | ${named} | ${help} |\n`;
  });
  return `${introduction}| name | type | labels | meaning |\n|---|---|---|---|\n${rows.join('')}${ofTheProcess}`;
}
