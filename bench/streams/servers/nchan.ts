/**
 * nginx with the module nchan, in one worker: the fan-out server that is known for its speed, in C. Messages are posted to it;
 * there is no broker in front of it, and what it sends has neither JSON nor MQTT's properties around the payload.
 */
import { atExit } from '../../lib/at-exit.ts';
import { firstChild, residentBytes } from '../../lib/process-usage.ts';
import { findProgram } from '../../../scripts/test/find-program.ts';
import { startNginxWith } from '../../../test/support/nginx.ts';
import { until } from '../../../test/support/polling.ts';
import { openHttpPublisher } from '../publishers.ts';
import type { StreamServer } from './server.ts';

/** @param connections at the same time, at most */
export async function startNchanServer(connections: number): Promise<StreamServer> {
  const nginx = await startNginxWith({
    main: `load_module ${findProgram('nchan')}; worker_processes 1;`,
    events: `worker_connections ${connections + 1_000};`,
    // The publisher has one connection for all its messages.
    http: 'keepalive_requests 1000000000; nchan_shared_memory_size 512M;',
    server: `
      location ~ ^/subscribe/(.*)$ { nchan_subscriber eventsource; nchan_channel_id $1; nchan_eventsource_ping_interval 15; }
      location ~ ^/publish/(.*)$ { nchan_publisher; nchan_channel_id $1; nchan_message_buffer_length 10000; nchan_message_timeout 10s; }`,
  });
  const callOff = atExit(() => process.kill(nginx.pid, 'SIGTERM'));
  let worker: number | undefined;
  // The port is open before the worker runs.
  await until('nginx has started its worker', () => (worker = firstChild(nginx.pid)) !== undefined);
  const pid = worker ?? 0;
  return {
    name: 'nchan',
    pid,
    target: { protocol: 'sse', port: nginx.port, path: '/subscribe/{topic}' },
    openPublisher: () => openHttpPublisher(nginx.port, (topic) => `/publish/${encodeURIComponent(topic)}`),
    memory: async () => residentBytes(pid),
    async [Symbol.asyncDispose]() {
      callOff();
      await nginx[Symbol.asyncDispose]();
    },
  };
}
