import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMosquitto, type Mosquitto } from '../../support/mosquitto.ts';
import { openReadyConnection, text } from '../../support/mqtt.ts';
import { until } from '../../support/polling.ts';
import { startTestSidecar } from '../../support/sidecar.ts';
import { StreamClient } from '../../support/stream-client.ts';

let broker: Mosquitto;

beforeAll(async () => {
  broker = await startMosquitto();
});

afterAll(() => broker.dispose());

async function publisher() {
  const { connection } = await openReadyConnection(broker.url);
  return (topic: string, payload: string, retain = false) => connection.publish(text(topic, payload, { qos: 1, retain }));
}

function start(more: Parameters<typeof startTestSidecar>[0] = {}) {
  return startTestSidecar({ ...more, profiles: { local: { url: broker.url } } });
}

async function metricsOf(origin: string): Promise<string> {
  return (await fetch(`${origin}/metrics`)).text();
}

describe('resuming', () => {
  it('replays what came while nobody read, then goes on live, without hole or double', async () => {
    await using sidecar = await start();
    const publish = await publisher();
    const first = await StreamClient.open(sidecar.origin, 'topic=r/%23&qos=1');
    await publish('r/1', '0');
    await first.untilMessages(1);
    const id = first.lastEventId ?? '';
    first.close();
    for (let n = 1; n < 300; n += 1) await publish('r/1', String(n));
    const publishing = (async () => {
      for (let n = 300; n < 600; n += 1) await publish('r/1', String(n));
    })();
    await using second = await StreamClient.open(sidecar.origin, 'topic=r/%23&qos=1', { 'Last-Event-ID': id });
    await publishing;
    await second.untilMessages(599);
    expect(second.payloads).toEqual(Array.from({ length: 599 }, (_none, n) => String(n + 1)));
    expect(second.named('gap')).toEqual([]);
    expect(second.headers['mqttx-last-event-id']).toBe(id);
  });

  it('takes the point from the query as well, and the header wins', async () => {
    await using sidecar = await start();
    const publish = await publisher();
    await using first = await StreamClient.open(sidecar.origin, 'topic=q&qos=1');
    for (const payload of ['a', 'b', 'c']) await publish('q', payload);
    await first.untilMessages(3);
    const [a, b] = first.named('message').map(({ id }) => id ?? '');
    for (const name of ['last_event_id', 'lastEventId']) {
      await using again = await StreamClient.open(sidecar.origin, `topic=q&qos=1&${name}=${a}`);
      await again.untilMessages(2);
      expect(again.payloads).toEqual(['b', 'c']);
    }
    await using both = await StreamClient.open(sidecar.origin, `topic=q&qos=1&last_event_id=${a}`, { 'Last-Event-ID': b ?? '' });
    await both.untilMessages(1);
    expect(both.payloads).toEqual(['c']);
  });

  it('leaves out what other filters had brought into the log', async () => {
    await using sidecar = await start();
    const publish = await publisher();
    await using everything = await StreamClient.open(sidecar.origin, 'topic=f/%23&qos=1');
    await using narrow = await StreamClient.open(sidecar.origin, 'topic=f/1&qos=1');
    for (const topic of ['f/1', 'f/2', 'f/1', 'f/3', 'f/1']) await publish(topic, topic);
    await everything.untilMessages(5);
    await narrow.untilMessages(3);
    const id = narrow.named('message')[0]?.id ?? '';
    await using again = await StreamClient.open(sidecar.origin, `topic=f/1&qos=1&last_event_id=${id}`);
    await again.untilMessages(2);
    await publish('f/1', 'live');
    await again.untilMessages(3);
    expect(again.payloads).toEqual(['f/1', 'f/1', 'live']);
  });

  it.each(['nonsense', 'abc-000000000000001', '', '%0d%0aevil: 1', '-'.repeat(2_000)])(
    'answers an id it cannot know (%s) with a gap or a new start',
    async (id) => {
      await using sidecar = await start();
      const publish = await publisher();
      await using stream = await StreamClient.open(sidecar.origin, `topic=u&qos=1&last_event_id=${id}`);
      await publish('u', 'live');
      await stream.untilMessages(1);
      const gaps = stream.named('gap').map(({ data }) => JSON.parse(data));
      expect(gaps).toEqual(id === '' ? [] : [{ reason: 'epoch-changed', dropped: null }]);
      expect(stream.payloads).toEqual(['live']);
    },
  );

  it('tells how many messages have left the history, with an id that does not bring the gap again', async () => {
    await using sidecar = await start({ history: { maxMessages: 10 } });
    const publish = await publisher();
    const first = await StreamClient.open(sidecar.origin, 'topic=g/%23&qos=1');
    await publish('g/1', 'first');
    await first.untilMessages(1);
    const id = first.lastEventId ?? '';
    first.close();
    for (let n = 0; n < 25; n += 1) await publish('g/1', String(n));
    const second = await StreamClient.open(sidecar.origin, 'topic=g/%23&qos=1', { 'Last-Event-ID': id });
    await second.untilMessages(10);
    const [gap] = await second.untilNamed('gap');
    expect(JSON.parse(gap?.data ?? '')).toEqual({ reason: 'history-expired', dropped: 15 });
    expect(second.payloads).toEqual(Array.from({ length: 10 }, (_none, n) => String(n + 15)));
    second.close();
    await using third = await StreamClient.open(sidecar.origin, 'topic=g/%23&qos=1', { 'Last-Event-ID': gap?.id ?? '' });
    await third.untilMessages(10);
    expect([third.named('gap'), third.payloads.length]).toEqual([[], 10]);
  });

  it('finds what came meanwhile although others have let go of the connection since', async () => {
    await using sidecar = await start();
    const publish = await publisher();
    const first = await StreamClient.open(sidecar.origin, 'topic=o&qos=1');
    await publish('o', 'first');
    await first.untilMessages(1);
    const connections = `${sidecar.origin}/mqttx/api/v1/connections`;
    const headers = { 'Content-Type': 'application/json' };
    await fetch(connections, { method: 'POST', headers, body: JSON.stringify({ profile: 'local' }) });
    first.close();
    await until('nobody reads any more', async () => /^mqttx_sse_streams 0$/m.test(await metricsOf(sidecar.origin)));
    expect((await fetch(`${connections}/local`, { method: 'DELETE' })).status).toBe(204);
    await publish('o', 'missed');
    await using second = await StreamClient.open(sidecar.origin, 'topic=o&qos=1', { 'Last-Event-ID': first.lastEventId ?? '' });
    await second.untilMessages(1);
    expect([second.payloads, second.named('gap')]).toEqual([['missed'], []]);
  });

  it('brings a long history in batches at once, and only the end of it after the window', async () => {
    await using sidecar = await start();
    const publish = await publisher();
    const first = await StreamClient.open(sidecar.origin, 'topic=b&qos=1');
    await publish('b', 'first');
    await first.untilMessages(1);
    first.close();
    const payloads = Array.from({ length: 40 }, (_none, n) => `${n} ${'x'.repeat(20_000)}`);
    for (const payload of payloads) await publish('b', payload);
    // A window is longer than any test waits.
    await using second = await StreamClient.open(sidecar.origin, 'topic=b&qos=1&batch=60000', { 'Last-Event-ID': first.lastEventId ?? '' });
    await second.untilMessages(36);
    expect(second.payloads).toEqual(payloads.slice(0, second.payloads.length));
  });

  it('tells a gap when the subscription has not outlived its reader', async () => {
    await using sidecar = await start({ stream: { lingerSeconds: 0 } });
    const publish = await publisher();
    await using other = await StreamClient.open(sidecar.origin, 'topic=other&qos=1');
    const first = await StreamClient.open(sidecar.origin, 'topic=l&qos=1');
    await publish('l', 'first');
    await first.untilMessages(1);
    first.close();
    await broker.waitForLog(/Received UNSUBSCRIBE[^]*\n[^\n]*\tl\n/);
    await publish('l', 'missed');
    await using second = await StreamClient.open(sidecar.origin, 'topic=l&qos=1', { 'Last-Event-ID': first.lastEventId ?? '' });
    const [gap] = await second.untilNamed('gap');
    expect(JSON.parse(gap?.data ?? '')).toEqual({ reason: 'history-expired', dropped: null });
    expect(other.isEnded).toBe(false);
  });
});

describe('retained messages on a resume', () => {
  it('are not repeated to whoever had them', async () => {
    await using sidecar = await start();
    const publish = await publisher();
    for (const name of ['1', '2', '3']) await publish(`kr/${name}`, name, true);
    const first = await StreamClient.open(sidecar.origin, 'topic=kr/%23&qos=1');
    await first.untilMessages(3);
    await publish('kr/1', 'live', true);
    await first.untilMessages(4);
    first.close();
    await using newcomer = await StreamClient.open(sidecar.origin, 'topic=kr/%23&qos=1');
    await newcomer.untilMessages(3);
    await using second = await StreamClient.open(sidecar.origin, 'topic=kr/%23&qos=1', { 'Last-Event-ID': first.lastEventId ?? '' });
    await publish('kr/2', 'end');
    await second.untilMessages(1);
    expect(second.payloads).toEqual(['end']);
  });

  it('are completed for whoever was cut off in the middle of them', async () => {
    await using sidecar = await start();
    const publish = await publisher();
    for (const name of ['1', '2', '3', '4']) await publish(`kc/${name}`, name, true);
    const first = await StreamClient.open(sidecar.origin, 'topic=kc/%23&qos=1');
    await first.untilMessages(4);
    const second = first.named('message')[1];
    first.close();
    await using again = await StreamClient.open(sidecar.origin, 'topic=kc/%23&qos=1', { 'Last-Event-ID': second?.id ?? '' });
    const had = first.payloads.slice(0, 2);
    await again.untilMessages(2);
    await publish('kc/1', 'end');
    await again.untilMessages(3);
    expect([...had, ...again.payloads].map(String).toSorted((one, other) => one.localeCompare(other))).toEqual(['1', '2', '3', '4', 'end']);
  });

  it('come in full to whoever resumes from the head of a stream that had brought nothing yet', async () => {
    await using sidecar = await start();
    const publish = await publisher();
    await publish('kh/1', 'kept', true);
    const first = await StreamClient.open(sidecar.origin, 'topic=kh/%23&qos=1');
    const point = String(first.headers['mqttx-last-event-id']);
    first.close();
    await using second = await StreamClient.open(sidecar.origin, 'topic=kh/%23&qos=1', { 'Last-Event-ID': point });
    await second.untilMessages(1);
    expect(second.payloads).toEqual(['kept']);
  });
});

describe('the broker', () => {
  it('that is down at the start is told, and so is its return; nothing is refused', async () => {
    const late = await startMosquitto();
    await late.stop();
    await using sidecar = await startTestSidecar({
      profiles: { local: { url: late.url, reconnect: { minMs: 20, maxMs: 100, factor: 2, jitter: 0 } } },
    });
    await using stream = await StreamClient.open(sidecar.origin, 'topic=d&qos=1');
    const [down] = await stream.untilNamed('broker');
    expect(JSON.parse(down?.data ?? '')).toMatchObject({ state: 'reconnecting', attempt: expect.any(Number), reason: expect.any(String) });
    await late.start();
    await expect.poll(() => stream.named('broker').some(({ data }) => data.includes('"connected"')), { timeout: 10_000 }).toBe(true);
    const { connection } = await openReadyConnection(late.url);
    await expect
      .poll(
        async () => {
          await connection.publish(text('d', 'hello', { qos: 1 }));
          return stream.payloads.length;
        },
        { timeout: 10_000 },
      )
      .toBeGreaterThan(0);
    await late.dispose();
  });

  it('that refuses the password ends the stream with the reason and a long wait', async () => {
    await using strict = await startMosquitto({ users: { anna: 'right' } });
    await using sidecar = await startTestSidecar({ profiles: { local: { url: strict.url, username: 'anna', password: 'wrong' } } });
    await using stream = await StreamClient.open(sidecar.origin, 'topic=x');
    const [failed] = await stream.untilNamed('broker');
    expect(JSON.parse(failed?.data ?? '')).toMatchObject({ state: 'failed' });
    await stream.untilEnd();
    expect(Number(stream.events.findLast(({ retry }) => retry !== undefined)?.retry)).toBeGreaterThan(20_000);
  });
});

describe('the end', () => {
  it('of the server tells every stream when to come back and ends it in order', async () => {
    const sidecar = await start();
    const stream = await StreamClient.open(sidecar.origin, 'topic=e');
    await sidecar.stop();
    await stream.untilEnd();
    expect(stream.response.complete).toBe(true);
    expect(stream.events.filter(({ retry }) => retry !== undefined)).toHaveLength(2);
  });
});
