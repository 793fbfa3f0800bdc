/**
 * Appends messages to a SQLite store until it is killed, and tells its parent which number each payload was given, at once,
 * and which are durable. Used by the tests of crashes.
 */
import { SqliteLogStore } from '../../sidecar/hub/log/sqlite-store.ts';

const [path = '', run = ''] = process.argv.slice(2);
const quiet = { error() {}, warn() {}, info() {} };
const store = new SqliteLogStore({
  path,
  bounds: { maxAgeMs: 3_600_000, maxMessages: 1_000_000, maxBytes: 1024 ** 3 },
  sync: 'normal',
  log: quiet,
});
const log = store.open('profile', { kept: true });
let count = 0;

process.send?.({ epoch: log.epoch, next: log.next });
setInterval(append, 1);

function append(): void {
  for (let round = 0; round < 20; round += 1) {
    count += 1;
    const payload = `${run}-${count}`;
    const qos = count % 3 === 0 ? 0 : 1;
    const kept = log.append({ topic: 't', payload: Buffer.from(payload), qos, retain: false, dup: false, receivedAt: Date.now() });
    process.send?.({ given: kept.seq });
    void log.durable(kept)?.then(() => process.send?.({ durable: kept.seq, payload }));
  }
}
