/** The log of the demonstration, of the sidecar and of the desktop's own processes. */
import type { SourcedLogEntry, SourcedLogQuery } from '../../../app/shared/ipc/admin.ts';

const SECOND = 1000;

type Line = Omit<SourcedLogEntry, 'at'>;

const LINES: readonly Line[] = [
  {
    source: 'sidecar',
    level: 'info',
    scope: 'mcp',
    message: 'Session opened',
    context: { session: 'mcp-91b2d4aa-code', client: 'claude-code 2.4.0' },
  },
  {
    source: 'sidecar',
    level: 'warn',
    scope: 'mqtt',
    message: 'Connection to mqtt://10.20.4.17:1883 lost: connect ECONNREFUSED; attempt 4 in 9 s',
    context: { connection: 'conn-cold-storage', attempt: 4 },
  },
  {
    source: 'sidecar',
    level: 'info',
    scope: 'mqtt',
    message: 'Subscribed to factory/# with QoS 1',
    context: { connection: 'conn-factory' },
  },
  {
    source: 'app',
    level: 'info',
    scope: 'clients',
    message: 'MQTTX was configured; a backup of its settings was made',
    context: { client: 'mqttx' },
  },
  { source: 'sidecar', level: 'debug', scope: 'hub', message: 'Snapshot of the log: 48,211 messages, 31 MiB' },
  {
    source: 'sidecar',
    level: 'error',
    scope: 'mqtt',
    message: 'The broker refused the connection: bad user name or password (0x86)',
    context: {
      connection: 'conn-script',
      url: 'mqtts://eu-west-1.iot-gateway.cloud.example:8883',
      username: 'bridge-0042',
      password: '[redacted]',
    },
  },
  { source: 'app', level: 'info', scope: 'sidecar', message: 'The sidecar is ready on port 4000', context: { pid: 48_213 } },
  { source: 'sidecar', level: 'info', scope: 'http', message: 'Listening on 127.0.0.1:4000 and [::1]:4000' },
];

const LEVELS = ['error', 'warn', 'info', 'debug'] as const;

/** The newest first. */
export function demoLogs(now: number, query: SourcedLogQuery): SourcedLogEntry[] {
  const entries = Array.from({ length: 60 }, (_, index) => {
    const line = LINES[index % LINES.length];
    return line === undefined ? [] : [{ ...line, at: now - index * 4 * SECOND - 217 * index }];
  }).flat();
  const gravest = LEVELS.indexOf(query.level ?? 'debug');
  const search = query.search?.toLowerCase() ?? '';
  return entries
    .filter((entry) => LEVELS.indexOf(entry.level) <= gravest)
    .filter((entry) => query.source === undefined || entry.source === query.source)
    .filter((entry) => `${entry.scope} ${entry.message}`.toLowerCase().includes(search))
    .slice(0, query.limit ?? 1000);
}
