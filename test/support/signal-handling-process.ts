/**
 * A process that handles signals, for signals.test.ts: `orderly` stops when asked, `hanging` never finishes stopping and keeps its
 * event loop busy.
 */
import { createLog } from '../../sidecar/observe/log.ts';
import { handleSignals } from '../../sidecar/observe/signals.ts';

const log = createLog({ level: 'info' });
const [kind = 'orderly', deadlineMs = '9500'] = process.argv.slice(2);
const alive = setInterval(() => {}, 1000);

handleSignals({
  log,
  deadlineMs: Number(deadlineMs),
  stop: () => {
    if (kind === 'hanging') return new Promise(() => {});
    clearInterval(alive);
    return Promise.resolve();
  },
});
log.info('ready');
