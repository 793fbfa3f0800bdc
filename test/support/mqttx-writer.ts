/**
 * Plays MQTTX while its settings are edited from outside: sets one key after the other, in a process of its own. Exits with 1 if it
 * ever reads a file that does not parse.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { openMqttxStore } from './mqttx-store.ts';

const [file = '', count] = process.argv.slice(2);
const store = openMqttxStore(file);
for (let index = 0; index < Number(count); index += 1) {
  store.set(`written.key-${index}`, index);
  await delay(15 + (index % 7) * 10);
}
