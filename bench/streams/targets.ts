/** What is promised of the streams, beside what was measured; figures of one run are compared with each other alone. Pure. */
import { figure, renderTable } from '../lib/table.ts';
import type { MeasuredSize } from './measured-size.ts';

interface Target {
  readonly name: string;
  readonly allowed: number;
  readonly isMinimum?: boolean;
  readonly measured: number;
}

export function renderTargets({ connections, servers: { sidecar, nchan, express } }: MeasuredSize): string {
  if (sidecar === undefined) return '';
  const at = `${connections.toLocaleString('en-US')} streams`;
  const targets: Target[] = [
    { name: `own topics at ${at}, p99, ms`, allowed: 2, measured: sidecar.ownTopics.p99 },
    { name: `memory of an idle stream of ${at}, kB`, allowed: 10, measured: sidecar.idle.bytesOfEach / 1000 },
    { name: `processor while ${at} are idle, %`, allowed: 3, measured: sidecar.idle.cpuPercent },
    { name: `saturated broadcast to ${at}, p99, ms`, allowed: 1_000, measured: sidecar.saturated.p99 },
  ];
  if (express !== undefined) {
    targets.push(
      { name: `own topics at ${at}, p99, times Express`, allowed: 1, measured: sidecar.ownTopics.p99 / express.ownTopics.p99 },
      { name: `broadcast to ${at}, p99, times Express`, allowed: 0.5, measured: sidecar.broadcast.p99 / express.broadcast.p99 },
    );
  }
  if (nchan !== undefined) {
    const times = sidecar.saturated.deliveriesPerSecond / nchan.saturated.deliveriesPerSecond;
    targets.push(
      { name: `broadcast to ${at}, p99, times nchan`, allowed: 1.2, measured: sidecar.broadcast.p99 / nchan.broadcast.p99 },
      { name: `saturated broadcast to ${at}, deliveries per second, times nchan`, allowed: 25, isMinimum: true, measured: times },
    );
  }
  return renderTable([['target', 'allowed', 'measured', 'met'], ...targets.map(row)]);
}

function row({ name, allowed, isMinimum = false, measured }: Target): string[] {
  const isMet = isMinimum ? measured >= allowed : measured <= allowed;
  return [name, `${isMinimum ? 'at least' : 'at most'} ${figure(allowed)}`, figure(measured), isMet ? 'yes' : 'no'];
}
