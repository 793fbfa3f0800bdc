/** The broker in the cloud, with a link that can be cut, and a reader there that writes what has arrived. */
import { startEmbeddedBroker } from '../../sidecar/mqtt/embedded-broker.ts'; // yours: the broker that you have
import { connectDevice } from '../shared/device.ts';
import { openLink } from './link.ts';

export interface Cloud {
  /** The address that the edge knows: this side of the link. */
  readonly url: string;
  setLink(isUp: boolean): void;
  stop(): Promise<void>;
}

export async function startCloud(): Promise<Cloud> {
  const broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0 });
  const link = await openLink(broker.port);
  const reader = await connectDevice(`mqtt://127.0.0.1:${broker.port}`);
  await reader.onMessage('site7/#', (topic, value) => {
    process.stdout.write(`${JSON.stringify({ topic, value })}\n`);
  });
  return {
    url: `mqtt://127.0.0.1:${link.port}`,
    setLink(isUp) {
      link.isUp = isUp;
      console.error(isUp ? 'The link to the cloud works again.' : 'The link to the cloud is down: the edge keeps what comes.');
    },
    async stop() {
      await reader.stop();
      await link.close();
      await broker.close();
    },
  };
}
