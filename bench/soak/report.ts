/** What the soak found, as the section of docs/reliability.md; says plainly what did not hold. Pure. */
import { figure, renderTable } from '../lib/table.ts';
import type { Sample } from './metrics-probe.ts';
import type { StreamAccount } from './stream-reader.ts';
import { isFlat, trendOf } from './trend.ts';

export interface Soaked {
  readonly at: Date;
  readonly machine: string;
  readonly minutes: number;
  readonly streams: number;
  readonly sessions: number;
  readonly samples: readonly Sample[];
  /** After everybody has left. */
  readonly after: Sample;
  readonly account: StreamAccount;
  readonly streamsJoined: number;
  readonly sessionsJoined: number;
  readonly published: number;
  readonly calls: { readonly answered: number; readonly failed: number };
  readonly faults: { readonly readersCut: number; readonly brokerCuts: number; readonly brokerStalls: number };
  /** Lines of level error in the sidecar's log. */
  readonly errors: readonly string[];
}

const MIB = 1024 * 1024;

const watched = [
  { name: 'resident memory, MiB', of: (sample: Sample) => sample.rssBytes / MIB, slack: 16 },
  { name: 'JavaScript heap, MiB', of: (sample: Sample) => sample.heapBytes / MIB, slack: 16 },
  { name: 'descriptors', of: (sample: Sample) => sample.descriptors, slack: 50 },
] as const;

export interface Verdict {
  readonly what: string;
  readonly holds: boolean;
}

export function verdicts({ samples, account, after, errors }: Soaked): Verdict[] {
  return [
    ...watched.map(({ name, of, slack }) => ({ what: `${name}: flat`, holds: isFlat(trendOf(samples.map(of)), slack) })),
    { what: 'no message missing without a word', holds: account.missing === 0 },
    { what: 'nothing left when everybody has gone', holds: after.streams === 0 && after.sessions === 0 },
    { what: 'no error in the log, and the process lived', holds: errors.length === 0 },
  ];
}

export function renderSoak(soaked: Soaked): string {
  const { samples, account, faults, calls, errors, after } = soaked;
  const rows = watched.map(({ name, of }) => {
    const { early, late, peak } = trendOf(samples.map(of));
    return [name, figure(early), figure(late), figure(peak), figure(of(after))];
  });
  const counts = [
    ['messages published', soaked.published],
    ['deliveries to streams', account.received],
    ['missing without a word', account.missing],
    ['delivered again after a cut', account.repeated],
    ['gaps told', account.gaps],
    ['streams that were opened, and left', soaked.streamsJoined],
    ['sessions that were opened, and left', soaked.sessionsJoined],
    ['reconnects of streams', account.reconnects],
    ['connections of readers that were reset', faults.readersCut],
    ['resets of the broker connections', faults.brokerCuts],
    ['stalls of the broker connections', faults.brokerStalls],
    ['tool calls answered', calls.answered],
    ['tool calls that failed while the broker was away', calls.failed],
    ['lines of level error in the log', errors.length],
  ] as const;
  return [
    `Measured on ${soaked.at.toISOString().slice(0, 10)}: ${soaked.machine}. ${soaked.streams.toLocaleString('en-US')} streams and ${soaked.sessions} MCP sessions for ${figure(soaked.minutes)} minutes.`,
    renderTable([['figure', 'first third', 'last third', 'peak', 'when all had left'], ...rows]),
    renderTable([['count', 'number'], ...counts.map(([name, value]) => [name, value.toLocaleString('en-US')])]),
    renderTable([['what has to hold', 'holds'], ...verdicts(soaked).map(({ what, holds }) => [what, holds ? 'yes' : '**no**'])]),
    ...errors.slice(0, 5).map((line) => `    ${line}`),
  ].join('\n\n');
}
