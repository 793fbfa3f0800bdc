/** When readers get a message: once the log lets them have it, in the order of the log, whoever reads by then. */
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Channel } from '../../../sidecar/hub/channel.ts';
import { Hub } from '../../../sidecar/hub/hub.ts';
import type { LogStore } from '../../../sidecar/hub/log/event-log.ts';
import { MemoryLogStore } from '../../../sidecar/hub/log/memory-log.ts';
import type { HubMessage } from '../../../sidecar/hub/message.ts';
import { createLog } from '../../../sidecar/observe/log.ts';
import { testConnectionOptions } from '../../support/mqtt.ts';
import { openStore, wideBounds } from '../log/support.ts';
import { message } from './messages.ts';

/** A profile's channel whose broker is away: what it receives comes from the test. */
function openChannel(store: LogStore): Channel {
  const hub = new Hub({ store, log: createLog({ level: 'silent' }) });
  onTestFinished(() => hub.closeAll());
  const options = { ...testConnectionOptions, url: 'mqtt://127.0.0.1:1', keepTrying: true };
  return hub.open(options, { kind: 'profile', profile: 'local' }, 'local');
}

/** What happens in order: each transaction that is done, and each message that a reader gets. */
function timeline() {
  const events: string[] = [];
  let isFull = false;
  class Database extends DatabaseSync {
    override exec(sql: string): void {
      if (isFull && sql.startsWith('BEGIN'))
        throw Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });
      super.exec(sql);
      if (sql === 'COMMIT') events.push('commit');
    }
  }
  const { store } = openStore({ open: (path, timeout) => new Database(path, { timeout }) });
  return { events, store, channel: openChannel(store), fill: (full: boolean) => void (isFull = full) };
}

/** Takes the message at once; resolves when it may be acknowledged. */
async function take(channel: Channel, payload: string, packetId?: number): Promise<void> {
  await channel.receive(message('t', payload, packetId === undefined ? {} : { qos: 1, packetId }));
}

function reader(events: string[], name = '') {
  return { deliver: ({ payload }: HubMessage) => void events.push(`${name}${payload.toString()}`) };
}

describe('with a history in a file', () => {
  it('a reader gets messages after the transaction that holds them, in the order in which they came, whatever their QoS', async () => {
    const { events, channel } = timeline();
    await channel.subscribe(reader(events), '#', { qos: 1 });
    await expect.poll(() => events.includes('commit')).toBe(true);
    events.length = 0;
    const waits = [1, undefined, 3, undefined, 5].map((packetId, index) => take(channel, `m${index}`, packetId));
    expect(events).toEqual([]);
    await Promise.all(waits);
    expect(events).toEqual(['commit', 'm0', 'm1', 'm2', 'm3', 'm4']);
  });

  it('a reader that has left meanwhile gets nothing more, and one that has come gets what its place in the log is before', async () => {
    const { events, channel } = timeline();
    const leaving = reader(events, 'leaving ');
    await channel.subscribe(leaving, 't', { qos: 1 });
    const waits = [take(channel, 'a', 1)];
    const place = channel.log.readable;
    await channel.detach(leaving, 1_000);
    void channel.subscribe(reader(events, 'coming '), 't', { qos: 1 });
    waits.push(take(channel, 'b', 2));
    await Promise.all(waits);
    expect(events.filter((event) => event !== 'commit')).toEqual(['coming a', 'coming b']);
    expect(place).toBe(1);
  });

  it('what has been seen of a topic is what readers were given', async () => {
    const { channel } = timeline();
    const wait = take(channel, 'a', 1);
    expect(channel.topics.get('t')).toBeUndefined();
    await wait;
    expect(channel.topics.get('t')?.last?.payload.toString()).toBe('a');
  });

  it('readers get everything while the file cannot be written, what was on its way first, and nothing is acknowledged', async () => {
    const { events, store, channel, fill } = timeline();
    await channel.subscribe(reader(events), '#', { qos: 1 });
    await expect.poll(() => events.includes('commit')).toBe(true);
    events.length = 0;
    fill(true);
    let acknowledged = 0;
    const waits = ['a', 'b'].map((text, index) => take(channel, text, index + 1));
    for (const wait of waits) void wait.then(() => (acknowledged += 1));
    await expect.poll(() => store.problem?.code).toBe('store-failing');
    expect(events).toEqual(['a', 'b']);
    void take(channel, 'c');
    expect([events, acknowledged]).toEqual([['a', 'b', 'c'], 0]);
    fill(false);
    await Promise.all(waits);
    expect([events.filter((event) => event !== 'commit'), store.problem]).toEqual([['a', 'b', 'c'], undefined]);
    events.length = 0;
    await take(channel, 'd', 3);
    expect(events).toEqual(['commit', 'd']);
  });

  it('a connection that ends with the process waits for nothing', async () => {
    const { events, store } = timeline();
    const hub = new Hub({ store, log: createLog({ level: 'silent' }) });
    onTestFinished(() => hub.closeAll());
    const options = { ...testConnectionOptions, url: 'mqtt://127.0.0.1:1', keepTrying: true };
    const channel = hub.open(options, { kind: 'session', session: 's' });
    await channel.subscribe(reader(events), 't', { qos: 1 });
    expect(channel.receive(message('t', 'at once', { qos: 1, packetId: 1 }))).toBeUndefined();
    expect(events.at(-1)).toBe('at once');
  });
});

it('with a history in memory a reader gets a message at once', async () => {
  const events: string[] = [];
  const channel = openChannel(new MemoryLogStore(wideBounds));
  await channel.subscribe(reader(events), 't', { qos: 1 });
  expect(channel.receive(message('t', 'at once', { qos: 1, packetId: 1 }))).toBeUndefined();
  expect(events).toEqual(['at once']);
});
