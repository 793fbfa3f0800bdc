/**
 * A program that holds bare mqtt.js connections with one subscription each, as many as it is told to: the sidecar's sessions
 * hold one each, so this is the part of their memory that the client library alone takes. Arguments: broker's URL, count.
 */
import { openBareClient } from './bare-client.ts';
import { concurrently } from './concurrently.ts';

const [url = '', count = '0'] = process.argv.slice(2);
process.once('SIGTERM', () => process.exit(0));
await concurrently(Number(count), 20, (index) =>
  openBareClient(url, { clientId: `holder-${index}`, filter: `bench/holder/${index}`, onMessage: () => {} }),
);
console.log('ready');
