/** The broker of all measurements: Mosquitto in a process of its own, set not to spend its time on logging. */
import { startMosquitto, type Mosquitto } from '../../test/support/mosquitto.ts';
import { atExit } from './at-exit.ts';

export async function startBroker(): Promise<Mosquitto> {
  const broker = await startMosquitto({
    config: [
      'log_type none',
      'log_dest none',
      // With Nagle's algorithm on, packets wait for the acknowledgement of the one before: everybody's latency, hidden in all figures.
      'set_tcp_nodelay true',
      // By default messages are dropped where a client is behind by more than 1,000.
      'max_queued_messages 0',
    ],
  });
  const { pid } = broker;
  if (pid === undefined) return broker;
  const callOff = atExit(() => process.kill(pid, 'SIGTERM'));
  return {
    ...broker,
    async [Symbol.asyncDispose]() {
      callOff();
      await broker.dispose();
    },
  };
}
