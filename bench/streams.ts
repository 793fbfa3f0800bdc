/**
 * `npm run bench:streams`: what it costs to bring MQTT to many readers over Server-Sent Events, beside nginx with nchan, a naive
 * Express fan-out and Mosquitto itself. Server, broker, readers and publisher are processes of their own. Prints the figures;
 * with `--write` they also go into docs/performance.md.
 */
import { parseArgs } from 'node:util';
import { provideSystemPackages } from '../scripts/test/system-packages.ts';
import { endOnSignalsOrAfter } from './lib/at-exit.ts';
import { buildBundle, type Bundle } from './lib/bundle.ts';
import { raiseFileLimit } from './lib/file-limit.ts';
import { describeMachine } from './lib/machine.ts';
import { describePauses, measurePauses, type MachinePauses } from './lib/machine-pauses.ts';
import { writeSection } from './lib/markdown-section.ts';
import { measureServer, type Durations, type ServerFigures } from './streams/measure-server.ts';
import { ReaderFleet } from './streams/reader-fleet.ts';
import type { SizeFigures } from './streams/measured-size.ts';
import { renderSizeReport, renderSlowReaderReport, type Conditions } from './streams/report.ts';
import { measureSlowReader, POLICIES, type SlowReaderPlan } from './streams/scenarios/slow-reader.ts';
import { SERVER_NAMES, type ServerName } from './streams/servers/server.ts';
import { startServer } from './streams/servers/start-server.ts';

const USAGE = `npm run bench:streams -- [--quick] [--write] [--connections <n,n>] [--servers <name,name>] [--note <text>]
  --quick                short measurements: a glance, not for comparing
  --write                puts the figures into docs/performance.md, each number of streams into its own section
  --connections <n,n>    how many streams (100,1000,10000)
  --passes <n>           how often each server has its turn; the figures are medians (1)
  --servers <name,name>  which servers (${SERVER_NAMES.join(',')})
  --no-slow-reader       without the reader that never reads
  --note <text>          what else the reader of the figures has to know
`;

const FULL: Durations = { idleSeconds: 4, broadcasts: { messages: 5, intervalMs: 1_000 }, warmUpSeconds: 3, seconds: 3 };
const QUICK: Durations = { idleSeconds: 0.3, broadcasts: { messages: 2, intervalMs: 50 }, warmUpSeconds: 0.3, seconds: 0.3 };
const SLOW_READER: SlowReaderPlan = { readers: 1_000, rounds: 3, seconds: 2 };
const QUICK_SLOW_READER: SlowReaderPlan = { readers: 20, rounds: 1, seconds: 0.3 };
/** Files that a process opens beside its connections. */
const OTHER_FILES = 200;

const { values: options } = parseArgs({
  options: {
    'quick': { type: 'boolean', default: false },
    'write': { type: 'boolean', default: false },
    'connections': { type: 'string', default: '100,1000,10000' },
    'passes': { type: 'string', default: '1' },
    'servers': { type: 'string', default: SERVER_NAMES.join(',') },
    'slow-reader': { type: 'boolean', default: true },
    'note': { type: 'string', default: '' },
    'help': { type: 'boolean', default: false },
  },
  allowNegative: true,
});
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}
if (process.platform !== 'linux') refuse('This benchmark reads what processes take from /proc, and runs on Linux only.');

const names = options.servers
  .split(',')
  .map((name) => SERVER_NAMES.find((known) => known === name) ?? refuse(`There is no server "${name}".`));
const sizes = options.connections.split(',').map(positiveInteger);
const passes = positiveInteger(options.passes);
const durations = options.quick ? QUICK : FULL;

if (!(await provideSystemPackages(['mosquitto', ...(names.includes('nchan') ? ['nginx', 'nchan'] : [])]))) process.exit(1);
endOnSignalsOrAfter(900 * passes);
const wanted = Math.max(...sizes) + OTHER_FILES;
if (raiseFileLimit(wanted) < wanted)
  refuse(`${wanted} open files are needed, and the limit is lower. Run as root, or: ulimit -Hn ${wanted}.`);

const pauses: MachinePauses[] = [];
const machine = describeMachine();
using bundle = await buildBundle();
for (const connections of sizes) {
  const servers = await measureAll(bundle, connections);
  await tell(`streams-${connections}`, renderSizeReport(conditions(), { connections, servers }));
}
if (options['slow-reader']) {
  const slow = await measureSlowReaders(bundle, options.quick ? QUICK_SLOW_READER : SLOW_READER);
  await tell('slow-reader', renderSlowReaderReport(conditions(), slow));
}

/** @param section of the document; each has its own, so that they can be measured one at a time */
async function tell(section: string, report: string): Promise<void> {
  console.log(`\n${report}\n`);
  if (options.write) await writeSection(new URL('../docs/performance.md', import.meta.url), section, report);
}

function conditions(): Conditions {
  const { broadcasts, seconds } = durations;
  const turns = passes === 1 ? '' : `Medians of ${passes} passes, in each of which every server had its turn. `;
  const method = `${turns}Payloads of 256 bytes; ${broadcasts.messages} broadcasts, ${seconds} s of each other measurement. ${describePauses(pauses.splice(0))} ${options.note}`;
  return { at: new Date(), machine, method };
}

async function measureAll(built: Bundle, connections: number): Promise<SizeFigures> {
  const figures = new Map<ServerName, ServerFigures[]>(names.map((name) => [name, []]));
  for (let pass = 1; pass <= passes; pass += 1) {
    pauses.push(measurePauses());
    for (const [name, measured] of figures) {
      console.log(`${connections} streams, pass ${pass} of ${passes}, ${name} …`);
      await using readers = await ReaderFleet.start();
      await using server = await startServer(name, built, connections);
      measured.push(await measureServer(server, readers, connections, durations));
    }
  }
  return Object.fromEntries(figures);
}

async function measureSlowReaders(built: Bundle, plan: SlowReaderPlan) {
  const figures = [];
  pauses.push(measurePauses());
  for (const policy of POLICIES) {
    console.log(`One that never reads beside ${plan.readers}, ${policy} …`);
    await using readers = await ReaderFleet.start();
    figures.push(await measureSlowReader({ bundle: built, readers }, policy, plan));
  }
  return figures;
}

function positiveInteger(text: string): number {
  return /^[1-9]\d*$/.test(text) ? Number(text) : refuse(`"${text}" is no number.`);
}

function refuse(text: string): never {
  console.error(text);
  process.exit(1);
}
