/** Turns what was measured of the streams into the text that is printed and stands in docs/performance.md. Pure. */
import { figure, renderTable } from '../lib/table.ts';
import type { ServerFigures } from './measure-server.ts';
import { medianOf, sumOf, type MeasuredSize } from './measured-size.ts';
import type { SlowReaderFigures } from './scenarios/slow-reader.ts';
import { SERVER_NAMES, type ServerName } from './servers/server.ts';
import { renderTargets } from './targets.ts';

/** The targets are stated for so many. */
const TARGET_STREAMS = 10_000;

/** When, on what and how it was measured. */
export interface Conditions {
  readonly at: Date;
  readonly machine: string;
  readonly method: string;
}

interface Row {
  readonly name: string;
  readonly of: (figures: ServerFigures) => number;
  /** Added up over the passes, instead of their median. */
  readonly isSum?: boolean;
}

const rows: readonly Row[] = [
  { name: 'opened per second', of: ({ idle }) => idle.openedPerSecond },
  { name: 'memory of an idle stream, kB', of: ({ idle }) => idle.bytesOfEach / 1000 },
  { name: 'processor while idle, %', of: ({ idle }) => idle.cpuPercent },
  { name: 'broadcast, 1/s: p50, ms', of: ({ broadcast }) => broadcast.p50 },
  { name: 'broadcast, 1/s: p99, ms', of: ({ broadcast }) => broadcast.p99 },
  { name: 'broadcast, 1/s: max, ms', of: ({ broadcast }) => broadcast.max },
  { name: 'saturated: deliveries per second', of: ({ saturated }) => saturated.deliveriesPerSecond },
  { name: 'saturated: p50, ms', of: ({ saturated }) => saturated.p50 },
  { name: 'saturated: p99, ms', of: ({ saturated }) => saturated.p99 },
  { name: 'saturated: processor, %', of: ({ saturated }) => saturated.serverCpuPercent },
  { name: 'own topics, 5,000/s: p50, ms', of: ({ ownTopics }) => ownTopics.p50 },
  { name: 'own topics, 5,000/s: p99, ms', of: ({ ownTopics }) => ownTopics.p99 },
  { name: 'own topics, 5,000/s: max, ms', of: ({ ownTopics }) => ownTopics.max },
  { name: 'own topics, 5,000/s: processor, %', of: ({ ownTopics }) => ownTopics.serverCpuPercent },
  { name: 'processor of the readers, saturated, %', of: ({ saturated }) => saturated.cpuPercent },
  { name: 'lost deliveries', of: ({ broadcast, saturated, ownTopics }) => broadcast.lost + saturated.lost + ownTopics.lost, isSum: true },
];

export function renderSizeReport(conditions: Conditions, size: MeasuredSize): string {
  const targets = size.connections < TARGET_STREAMS ? [] : [renderTargets(size)];
  return [renderConditions(conditions), renderSize(size), ...targets].join('\n\n');
}

export function renderSlowReaderReport(conditions: Conditions, measured: readonly SlowReaderFigures[]): string {
  return [renderConditions(conditions), renderSlowReader(measured)].join('\n\n');
}

function renderConditions({ at, machine, method }: Conditions): string {
  return `Measured on ${at.toISOString().slice(0, 10)}: ${machine}. ${method}`.trim();
}

function renderSize({ connections, servers }: MeasuredSize): string {
  const names = SERVER_NAMES.filter((name) => servers[name] !== undefined);
  const others = names.filter((name) => name !== 'sidecar');
  const heading = [`${connections.toLocaleString('en-US')} streams`, ...names, ...others.map((name) => `÷ ${name}`)];
  const cells = rows.map(({ name, of, isSum = false }) => {
    const valueOf = (server: ServerName): number => (isSum ? sumOf(servers[server], of) : medianOf(servers[server], of));
    return [name, ...names.map((server) => figure(valueOf(server))), ...others.map((other) => figure(valueOf('sidecar') / valueOf(other)))];
  });
  return renderTable([heading, ...cells]);
}

function renderSlowReader(measured: readonly SlowReaderFigures[]): string {
  const heading = [
    `one beside ${measured[0]?.readers.toLocaleString('en-US')} never reads`,
    'p99 of the others without it, ms',
    'with it',
    'ratio',
    'most that waited for it, bytes',
    'its end',
  ];
  return renderTable([
    heading,
    ...measured.map(({ policy, without, beside, pendingBytes, budgetBytes, end }) => [
      policy,
      figure(without),
      figure(beside),
      figure(beside / without),
      `${figure(pendingBytes)} of ${figure(budgetBytes)}`,
      end,
    ]),
  ]);
}
