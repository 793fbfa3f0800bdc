/**
 * The sidecar's sessions beside as many bare mqtt.js clients: the same load generator, the same broker, in turns, so that
 * whatever else the machine does hits both. What is reported are medians over the rounds.
 */
import type { MqttClient } from 'mqtt';
import { connectBare, openBareClient } from '../lib/bare-client.ts';
import { pick, type Compared } from '../lib/compared.ts';
import { openFleet, type Fleet } from '../lib/fleet.ts';
import type { OpenLoadClient } from '../lib/load-client.ts';
import { openMcpClient } from '../lib/mcp-client.ts';
import type { Pace } from '../lib/pace.ts';
import { median, type Latencies } from '../lib/statistics.ts';
import { measureCalls } from './tool-call.ts';
import { measurePushes } from './push.ts';

export interface SessionsPlan {
  readonly sessions: number;
  readonly rounds: number;
  readonly pace: Pace;
}

interface SessionsSetting {
  /** Of the sidecar. */
  readonly origin: string;
  readonly broker: { readonly url: string; readonly port: number };
}

/** Milliseconds. */
export interface LatencyFigures {
  readonly p50: number;
  readonly p99: number;
}

export interface SessionFigures {
  readonly setUpPerSecond: number;
  readonly call: LatencyFigures;
  readonly push: LatencyFigures;
}

/** The first round is not counted: it lets the runtime compile what runs often, on either side. */
const WARM_UP_ROUNDS = 1;

export async function measureSessions({ origin, broker }: SessionsSetting, plan: SessionsPlan): Promise<Compared<SessionFigures>> {
  const publisher = await connectBare(broker.url, 'bench-publisher');
  const openers: Compared<OpenLoadClient> = {
    sidecar: (parts) => openMcpClient({ origin, brokerPort: broker.port }, parts),
    bare: (parts) => openBareClient(broker.url, parts),
  };
  const rounds: Compared<SessionFigures>[] = [];
  try {
    for (let round = 0; round < WARM_UP_ROUNDS + plan.rounds; round += 1) rounds.push(await measureRound(openers, publisher, plan));
  } finally {
    await publisher.endAsync();
  }
  const counted = rounds.slice(WARM_UP_ROUNDS);
  return { sidecar: medians(counted.map(({ sidecar }) => sidecar)), bare: medians(counted.map(({ bare }) => bare)) };
}

async function measureRound(
  openers: Compared<OpenLoadClient>,
  publisher: MqttClient,
  plan: SessionsPlan,
): Promise<Compared<SessionFigures>> {
  await using bare = await openFleet('bare', plan.sessions, openers.bare);
  await using sidecar = await openFleet('sidecar', plan.sessions, openers.sidecar);
  const fleets = { bare, sidecar };
  const calls = await inTurns(fleets, (fleet) => measureCalls(fleet, plan.pace));
  const pushes = await inTurns(fleets, (fleet) => measurePushes(publisher, fleet, plan.pace));
  const figuresOf = (name: keyof Compared<Fleet>): SessionFigures => ({
    setUpPerSecond: fleets[name].openedPerSecond,
    call: calls[name],
    push: pushes[name],
  });
  return { sidecar: figuresOf('sidecar'), bare: figuresOf('bare') };
}

async function inTurns(
  { bare, sidecar }: Compared<Fleet>,
  measure: (fleet: Fleet) => Promise<Latencies>,
): Promise<Compared<LatencyFigures>> {
  return pick({ bare: await measure(bare), sidecar: await measure(sidecar) }, (latencies) => ({
    p50: latencies.percentile(50),
    p99: latencies.percentile(99),
  }));
}

function medians(rounds: readonly SessionFigures[]): SessionFigures {
  const of = (figure: (round: SessionFigures) => number): number => median(rounds.map(figure));
  return {
    setUpPerSecond: of(({ setUpPerSecond }) => setUpPerSecond),
    call: { p50: of(({ call }) => call.p50), p99: of(({ call }) => call.p99) },
    push: { p50: of(({ push }) => push.p50), p99: of(({ push }) => push.p99) },
  };
}
