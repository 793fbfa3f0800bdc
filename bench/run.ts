/**
 * `npm run bench`: what MCP over HTTP+SSE costs, beside bare mqtt.js in the same run. The broker, the sidecar (as it ships) and
 * this load generator are a process each. Prints the figures; with `--write` they also go into docs/performance.md.
 */
import { parseArgs } from 'node:util';
import { endOnSignalsOrAfter } from './lib/at-exit.ts';
import { startBroker } from './lib/broker.ts';
import { buildBundle } from './lib/bundle.ts';
import { describeMachine } from './lib/machine.ts';
import { writeSection } from './lib/markdown-section.ts';
import { renderReport, type Measured, type SessionsMeasured } from './lib/report.ts';
import { startSidecarProcess } from './lib/sidecar-process.ts';
import { measureMemory } from './scenarios/memory.ts';
import { measureSessions } from './scenarios/sessions.ts';
import { measureStartUp } from './scenarios/start-up.ts';

/** The targets are stated for so many. */
const TARGET_SESSIONS = 200;

interface Plan {
  readonly sizes: readonly { readonly sessions: number; readonly rounds: number }[];
  /** Of each measurement of a round. */
  readonly seconds: number;
  readonly starts: number;
}

const full: Plan = {
  sizes: [
    { sessions: 100, rounds: 3 },
    { sessions: TARGET_SESSIONS, rounds: 5 },
    { sessions: 1_000, rounds: 3 },
  ],
  seconds: 2,
  starts: 5,
};
const quick: Plan = { sizes: [{ sessions: TARGET_SESSIONS, rounds: 2 }], seconds: 1, starts: 2 };

const USAGE = `npm run bench -- [--quick] [--write] [--rate <n>] [--note <text>]
  --quick        ${TARGET_SESSIONS} sessions and few rounds only, in about half a minute
  --write        puts the figures into docs/performance.md
  --rate <n>     tool calls, and messages, per second and session (1)
  --note <text>  what else the reader of the figures has to know
`;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    rate: { type: 'string', default: '1' },
    note: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}

endOnSignalsOrAfter(300);
const report = renderReport(await measure(options.quick ? quick : full, Number(options.rate)));
console.log(`\n${report}`);
if (options.write) await writeSection(new URL('../docs/performance.md', import.meta.url), 'mcp', report);

async function measure({ sizes, seconds, starts }: Plan, perSession: number): Promise<Measured> {
  const machine = describeMachine();
  using bundle = await buildBundle();
  await using broker = await startBroker();
  console.log('Starting the sidecar …');
  const startUp = await measureStartUp(bundle, starts);
  const measured: SessionsMeasured[] = [];
  for (const { sessions, rounds } of sizes) {
    console.log(`${sessions} sessions …`);
    await using sidecar = await startSidecarProcess(bundle, { probed: false, embeddedBroker: false });
    const pace = { perSecond: sessions * perSession, seconds };
    const figures = await measureSessions({ origin: sidecar.origin, broker }, { sessions, rounds, pace });
    measured.push({ sessions, figures, memory: await measureMemory({ bundle, broker }, sessions) });
  }
  const method =
    `Tool calls and messages per second and session: ${perSession}. Medians of ${sizes.map(({ rounds }) => rounds).join(', ')} rounds of ${seconds} s. ${options.note}`.trim();
  return { at: new Date(), machine, method, startUp, sessions: measured, targetSessions: TARGET_SESSIONS };
}
