/** Turns what was measured into the text that is printed and stands in docs/performance.md. Pure. */
import { pick, ratio, type Compared } from './compared.ts';
import { figure, renderTable } from './table.ts';
import type { MemoryFigures } from '../scenarios/memory.ts';
import type { SessionFigures } from '../scenarios/sessions.ts';
import type { StartUpFigures } from '../scenarios/start-up.ts';

export interface Measured {
  readonly at: Date;
  readonly machine: string;
  /** How the figures came about: rates, rounds. */
  readonly method: string;
  readonly startUp: StartUpFigures;
  readonly sessions: readonly SessionsMeasured[];
  /** The number of sessions that the targets speak of. */
  readonly targetSessions: number;
}

export interface SessionsMeasured {
  readonly sessions: number;
  readonly figures: Compared<SessionFigures>;
  readonly memory: Compared<MemoryFigures>;
}

export function renderReport({ at, machine, method, startUp, sessions, targetSessions }: Measured): string {
  const parts = [
    `Measured on ${at.toISOString().slice(0, 10)}: ${machine}.`,
    method,
    renderTable([['sessions', 'figure', 'sidecar', 'bare mqtt.js', 'ratio'], ...sessions.flatMap(rowsOf)]),
    renderTargets(sessions.find((measured) => measured.sessions === targetSessions)?.figures, startUp, targetSessions),
  ];
  return parts.join('\n\n');
}

function rowsOf({ sessions, figures, memory }: SessionsMeasured): string[][] {
  const row = (name: string, compared: Compared<number>): string[] => [
    figure(sessions),
    name,
    figure(compared.sidecar),
    figure(compared.bare),
    figure(ratio(compared)),
  ];
  return [
    row(
      'set up, per second',
      pick(figures, ({ setUpPerSecond }) => setUpPerSecond),
    ),
    row(
      'tool call p50, ms',
      pick(figures, ({ call }) => call.p50),
    ),
    row(
      'tool call p99, ms',
      pick(figures, ({ call }) => call.p99),
    ),
    row(
      'push p50, ms',
      pick(figures, ({ push }) => push.p50),
    ),
    row(
      'push p99, ms',
      pick(figures, ({ push }) => push.p99),
    ),
    row(
      'memory of each, kB',
      pick(memory, ({ resident }) => resident / 1000),
    ),
    row(
      'JavaScript heap of each, kB',
      pick(memory, ({ heap }) => heap / 1000),
    ),
  ];
}

function renderTargets(figures: Compared<SessionFigures> | undefined, startUp: StartUpFigures, sessions: number): string {
  const rows = [['target', 'allowed', 'measured', 'met']];
  if (figures !== undefined) {
    const call = ratio(pick(figures, ({ call: { p99 } }) => p99));
    const push = ratio(pick(figures, ({ push: { p99 } }) => p99));
    rows.push([`tool call, p99 at ${sessions} sessions, times a bare publish with acknowledgement`, '3', figure(call), verdict(call <= 3)]);
    rows.push([`push, p99 at ${sessions} sessions, times a bare subscriber`, '2', figure(push), verdict(push <= 2)]);
  }
  const { median, slowest, node } = startUp;
  rows.push([
    `start to first answer, ms (slowest ${figure(slowest)}; Node alone ${figure(node)})`,
    '1,000',
    figure(median),
    verdict(median < 1_000),
  ]);
  return renderTable(rows);
}

function verdict(isMet: boolean): string {
  return isMet ? 'yes' : 'no';
}
