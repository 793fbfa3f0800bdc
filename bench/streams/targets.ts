/** What is promised of the streams, beside what was measured; figures of one run are compared with each other alone. Pure. */
import { figure, renderTable } from '../lib/table.ts';
import type { ServerFigures } from './measure-server.ts';
import { medianOf, type MeasuredSize } from './measured-size.ts';

interface Target {
  readonly name: string;
  readonly allowed: number;
  readonly isMinimum?: boolean;
  readonly measured: number;
}

const ownTopicsP99 = ({ ownTopics }: ServerFigures): number => ownTopics.p99;
const broadcastP99 = ({ broadcast }: ServerFigures): number => broadcast.p99;
const saturatedRate = ({ saturated }: ServerFigures): number => saturated.deliveriesPerSecond;

export function renderTargets({ connections, servers: { sidecar, nchan, express } }: MeasuredSize): string {
  if (sidecar === undefined) return '';
  const at = `${connections.toLocaleString('en-US')} streams`;
  const targets: Target[] = [
    { name: `own topics at ${at}, p99, ms`, allowed: 2, measured: medianOf(sidecar, ownTopicsP99) },
    { name: `memory of an idle stream of ${at}, kB`, allowed: 10, measured: medianOf(sidecar, ({ idle }) => idle.bytesOfEach / 1000) },
    { name: `processor while ${at} are idle, %`, allowed: 3, measured: medianOf(sidecar, ({ idle }) => idle.cpuPercent) },
    { name: `saturated broadcast to ${at}, p99, ms`, allowed: 1_000, measured: medianOf(sidecar, ({ saturated }) => saturated.p99) },
  ];
  const times = (other: typeof sidecar, of: (figures: ServerFigures) => number): number => medianOf(sidecar, of) / medianOf(other, of);
  if (express !== undefined) {
    targets.push(
      { name: `own topics at ${at}, p99, times Express`, allowed: 1, measured: times(express, ownTopicsP99) },
      { name: `broadcast to ${at}, p99, times Express`, allowed: 0.5, measured: times(express, broadcastP99) },
    );
  }
  if (nchan !== undefined) {
    const name = `saturated broadcast to ${at}, deliveries per second, times nchan`;
    targets.push(
      { name: `broadcast to ${at}, p99, times nchan`, allowed: 1.2, measured: times(nchan, broadcastP99) },
      { name, allowed: 25, isMinimum: true, measured: times(nchan, saturatedRate) },
    );
  }
  return renderTable([['target', 'allowed', 'measured', 'met'], ...targets.map(row)]);
}

function row({ name, allowed, isMinimum = false, measured }: Target): string[] {
  const isMet = isMinimum ? measured >= allowed : measured <= allowed;
  return [name, `${isMinimum ? 'at least' : 'at most'} ${figure(allowed)}`, figure(measured), isMet ? 'yes' : 'no'];
}
