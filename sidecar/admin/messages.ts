/**
 * The dashboard's look into a connection. A profile's connection is shared, so the dashboard subscribes like any reader; at a
 * session's own connection it only watches, and what the session subscribed to is what can be seen.
 */
import { AppError } from '../errors.ts';
import type { Channel } from '../hub/channel.ts';
import type { Hub } from '../hub/hub.ts';
import type { ProfileConnections } from '../hub/profile-connections.ts';
import type { EventStream } from './event-stream.ts';
import { MessageFeed } from './message-feed.ts';

interface ChannelSource {
  readonly hub: Hub;
  readonly profiles: ProfileConnections;
}

interface MessagesRequest extends ChannelSource {
  /** Connection id or profile name. */
  readonly reference: string;
  readonly filter: string;
  /** Begins the response; called once nothing can be refused any more. */
  readonly open: () => EventStream;
}

export async function openMessages({ hub, profiles, reference, filter, open }: MessagesRequest): Promise<void> {
  if (!profiles.has(reference)) {
    const { channel } = existing(hub, reference);
    const stream = open();
    const feed = new MessageFeed((page) => stream.send('messages', page));
    const untap = channel.tap(feed, filter);
    stream.onClosed(() => {
      untap();
      feed.close();
    });
    return;
  }
  const { channel, release } = await profiles.acquire(reference);
  const stream = open();
  const feed = new MessageFeed((page) => stream.send('messages', page));
  stream.onClosed(() => {
    feed.close();
    void channel.detach(feed).then(() => release());
  });
  // Who left while the connection was made would be subscribed with nobody to end it.
  if (!stream.isClosed) await channel.subscribe(feed, filter, { qos: 0 });
}

/** Runs the work on a connection, opening a profile's for as long as the work takes. */
export async function withChannel<T>(
  { hub, profiles }: ChannelSource,
  reference: string,
  work: (channel: Channel) => Promise<T>,
): Promise<T> {
  if (!profiles.has(reference)) return work(existing(hub, reference).channel);
  const { channel, release } = await profiles.acquire(reference);
  try {
    return await work(channel);
  } finally {
    await release();
  }
}

function existing(hub: Hub, reference: string): { channel: Channel } {
  const open = hub.get(reference);
  if (open === undefined) throw new AppError('connection-not-found', `"${reference}" is neither a connection nor a profile.`);
  return open;
}
