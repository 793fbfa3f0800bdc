/** All forwards of the configuration: makes them, starts and stops them together. Used by the composition. */
import { createHash, randomBytes } from 'node:crypto';
import { hearsItselfOnly, rulesInCycles } from '../../config/forward-cycles.ts';
import type { Config } from '../../config/schema.ts';
import { brokerNames } from '../../mqtt/broker-names.ts';
import type { Log } from '../../observe/log.ts';
import type { Notes } from '../log/event-log.ts';
import type { ProfileConnections } from '../profile-connections.ts';
import { Forward } from './forward.ts';
import type { Turns } from './turn.ts';

interface ForwardsParts {
  readonly config: Pick<Config, 'forward' | 'profiles' | 'cluster'>;
  readonly profiles: Pick<ProfileConnections, 'hold'>;
  readonly notes: Notes;
  /** Among several instances; alone it is always this one's turn. */
  readonly turns: Turns | undefined;
  readonly log: Log;
}

export interface Forwards {
  readonly all: readonly Forward[];
  start(): void;
  stop(): Promise<void>;
}

const POSITION = 'forward ';
const INSTANCE = 'instance of forwards';

export function createForwards({ config, profiles, notes, turns, log }: ForwardsParts): Forwards {
  const nameOf = brokerNames(config.profiles);
  const cyclic = rulesInCycles(config.forward, nameOf);
  const usedTurns = turns ?? alone(notes, config.cluster.instanceId ?? instanceIn(notes));
  const keys = config.forward.map((rule) => POSITION + fingerprint(rule));
  // A rule that was changed is another one.
  for (const [key] of Array.from(notes.entries(POSITION))) if (!keys.includes(key)) notes.delete(key);
  const all = config.forward.map(
    ({ from, to, topics, prefix, qos }, index) =>
      new Forward({
        // Profiles of the same broker go by one name in the marks of messages.
        route: { from, to, prefix, qos, marks: { from: nameOf(from), to: nameOf(to) } },
        topics,
        isInCycle: cyclic.has(index),
        noLocal: hearsItselfOnly(config.forward, index, nameOf),
        profiles,
        turns: usedTurns,
        key: keys[index] ?? '',
        log,
        now: Date.now,
      }),
  );
  return {
    all,
    start: () => all.forEach((forward) => forward.start()),
    async stop() {
      await Promise.all(all.map((forward) => forward.stop()));
    },
  };
}

function alone(notes: Notes, instance: string): Turns {
  const turn = { notes, instance, isMine: () => true };
  return { take: async () => turn, holder: () => undefined };
}

/** Known again after a restart where the history is kept: messages that it has marked may still be under way. */
function instanceIn(notes: Notes): string {
  const known = notes.get(INSTANCE) ?? randomBytes(6).toString('base64url');
  notes.set(INSTANCE, known);
  return known;
}

function fingerprint({ from, to, topics, prefix }: Config['forward'][number]): string {
  return createHash('sha256')
    .update(JSON.stringify([from, to, topics, prefix]))
    .digest('base64url')
    .slice(0, 16);
}
