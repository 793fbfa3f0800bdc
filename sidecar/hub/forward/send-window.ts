/**
 * Publishes the messages of a window and waits for all answers, or for the end of the connection. Then nothing of it is left to be
 * sent again with the next connection: a message that the broker answers by closing would close that one, too. Used by a forward.
 */
import type { OutgoingMessage } from '../../mqtt/types.ts';
import type { Channel } from '../channel.ts';

interface Sent {
  readonly outcomes: readonly PromiseSettledResult<unknown>[];
  /** The connection ended before all had an answer. */
  readonly isCut: boolean;
}

export async function sendWindow(target: Pick<Channel, 'publish' | 'connection'>, messages: readonly OutgoingMessage[]): Promise<Sent> {
  const cut = new AbortController();
  const stopWatching = target.connection.onState(({ name }) => {
    if (name !== 'connected') cut.abort();
  });
  try {
    const outcomes = await Promise.allSettled(messages.map((message) => target.publish(message, cut.signal)));
    return { outcomes, isCut: cut.signal.aborted };
  } finally {
    stopWatching();
  }
}
