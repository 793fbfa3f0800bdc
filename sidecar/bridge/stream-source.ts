/**
 * Which broker connection a stream, or a call of the API, means: a profile, whose connection is shared and opened when it is
 * needed, or one that exists, if it belongs to the same principal. Others are told that there is none.
 */
import { AppError } from '../errors.ts';
import type { Channel } from '../hub/channel.ts';
import type { ConnectionOwner, Hub, OpenChannel } from '../hub/hub.ts';
import type { ProfileConnections } from '../hub/profile-connections.ts';
import type { BrokerConnection } from '../mqtt/types.ts';
import type { Authorize } from '../security/authorize.ts';
import type { Principal } from '../security/principal.ts';

export interface SourceParts {
  readonly hub: Hub;
  readonly profiles: ProfileConnections;
  readonly authorize: Authorize;
  readonly defaultProfile: () => string;
  /** Id of the principal that an MCP session belongs to; undefined once it has ended. */
  readonly principalOfSession: (session: string) => string | undefined;
}

export interface Source {
  readonly channel: Channel;
  /** @param lingerMs how long a profile's connection outlives this holder */
  release(lingerMs?: number): Promise<void>;
}

/** The connection in whatever state it is. Throws `connection-not-found`, `invalid-configuration`. */
export function holdSource(parts: SourceParts, reference: string | undefined, principal: Principal): Source {
  const name = reference ?? parts.defaultProfile();
  if (parts.profiles.has(name)) return parts.profiles.hold(name);
  return { channel: visibleChannel(parts, name, principal).channel, release: async () => {} };
}

/** @throws AppError `connection-not-found`, the same whether it is somebody else's or nobody's */
export function visibleChannel(parts: SourceParts, id: string, principal: Principal): OpenChannel {
  const open = parts.hub.get(id);
  if (open !== undefined && isVisible(parts, open.owner, principal)) return open;
  throw new AppError('connection-not-found', `"${id.slice(0, 100)}" is neither a profile nor a connection of yours.`, {
    hint: 'Name a profile of the configuration, or a connection that you have opened.',
  });
}

export function isVisible({ principalOfSession }: SourceParts, owner: ConnectionOwner, principal: Principal): boolean {
  switch (owner.kind) {
    case 'profile':
      return true;
    case 'api':
      return owner.principal === principal.id;
    case 'forward':
      return false;
    case 'session':
      return principalOfSession(owner.session) === principal.id;
  }
}

/** Resolves once the connection is made, or it is clear that this takes longer, or the time is over. */
export function settled(connection: BrokerConnection, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (connection.state.name === 'connecting') return;
      done();
    };
    const done = (): void => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const stop = connection.onState(look);
    const timer = setTimeout(done, timeoutMs);
    look();
  });
}
