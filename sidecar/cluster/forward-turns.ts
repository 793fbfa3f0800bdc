/**
 * Which of several instances passes messages on: the one that holds the connection that forwards have at the source's broker. It keeps
 * in Redis how far it has come, under its lease, so that the next holder goes on from there and a former one changes nothing.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Turn, Turns } from '../hub/forward/turn.ts';
import type { RedisLink } from '../hub/log/redis-link.ts';
import { forwardConnectionId } from '../mqtt/forward-connections.ts';
import { markKey } from './keys.ts';
import type { SharedProfiles } from './shared-profiles.ts';

interface ForwardTurnsParts {
  readonly link: Pick<RedisLink, 'command'>;
  readonly shared: Pick<SharedProfiles, 'heldNotes' | 'holderOf'>;
}

export class ForwardTurns implements Turns {
  readonly #parts: ForwardTurnsParts;
  /** The name of all instances in the marks of messages; what Redis has lost gets the same one again. */
  #mark = randomBytes(6).toString('base64url');

  constructor(parts: ForwardTurnsParts) {
    this.#parts = parts;
  }

  async take(profile: string): Promise<Turn | undefined> {
    const { shared, link } = this.#parts;
    const id = forwardConnectionId(profile);
    const notes = shared.heldNotes(id);
    if (notes === undefined) return undefined;
    await link.command('SET', markKey, this.#mark, 'NX');
    this.#mark = z.string().parse(await link.command('GET', markKey));
    return { notes, instance: this.#mark, isMine: () => shared.heldNotes(id) === notes };
  }

  holder(profile: string): string | undefined {
    return this.#parts.shared.holderOf(forwardConnectionId(profile));
  }
}
