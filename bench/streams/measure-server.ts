/** All figures of one server with so many readers: idle, broadcast, saturated, and each reader with its own topic. */
import { TestBed, type Figures } from './bed.ts';
import type { ReaderFleet } from './reader-fleet.ts';
import { measureBroadcast } from './scenarios/broadcast.ts';
import { measureIdle, warmUp, type IdleFigures } from './scenarios/idle.ts';
import { measureOwnTopics } from './scenarios/own-topics.ts';
import { measureSaturated } from './scenarios/saturated.ts';
import type { StreamServer } from './servers/server.ts';

/** How long each part takes. */
export interface Durations {
  readonly idleSeconds: number;
  readonly broadcasts: { readonly messages: number; readonly intervalMs: number };
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

export interface ServerFigures {
  readonly idle: IdleFigures;
  readonly broadcast: Figures;
  readonly saturated: Figures;
  readonly ownTopics: Figures;
}

/** Messages a second to all own topics together. */
const OWN_TOPICS_PER_SECOND = 5_000;

export async function measureServer(
  server: StreamServer,
  readers: ReaderFleet,
  connections: number,
  { idleSeconds, broadcasts, warmUpSeconds, seconds }: Durations,
): Promise<ServerFigures> {
  const parts = { server, readers, connections };
  await warmUp({ ...parts, topics: 'shared' });
  const before = await server.memory();
  const shared = async (): Promise<Omit<ServerFigures, 'ownTopics'>> => {
    await using bed = await TestBed.open({ ...parts, topics: 'shared' });
    const idle = await measureIdle(bed, before, idleSeconds);
    const broadcast = await measureBroadcast(bed, broadcasts);
    return { idle, broadcast, saturated: await measureSaturated(bed, { warmUpSeconds, seconds }) };
  };
  const own = async (): Promise<Figures> => {
    await using bed = await TestBed.open({ ...parts, topics: 'own' });
    return await measureOwnTopics(bed, { perSecond: OWN_TOPICS_PER_SECOND, seconds });
  };
  return { ...(await shared()), ownTopics: await own() };
}
