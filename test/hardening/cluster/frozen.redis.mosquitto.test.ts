/**
 * Instances that stand still, or die in the middle of what they answer: who holds the broker connection and is frozen has lost it when it
 * goes on, and a stream that one instance passes on for another has a clear end when that dies.
 */
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../../support/polling.ts';
import { publish } from '../../support/publish.ts';
import { callTool, initialize, McpEventStream, postMcp } from '../../support/streamable-client.ts';
import { startClusterProcesses, untilHeld, type Instance } from './cluster-processes.ts';
import { readNumbers } from './receipts.ts';
import { publishSteadily } from './steady-publisher.ts';

const COUNT = 12_000;

const held = async ({ origin }: Instance): Promise<string | undefined> =>
  /^mqttx_sse_cluster_connections_held(?:\{.*\})? (\d+)$/m.exec(await (await fetch(`${origin}/metrics`)).text())?.[1];

test('a holder that was frozen has lost the connection when it goes on, and no stream gets a message twice', async () => {
  const cluster = await startClusterProcesses();
  const receipts = cluster.instances.map(({ origin }) => readNumbers(origin, 'load'));
  await until('every stream is open', () => receipts.every(({ reader }) => reader.connections === 1));
  const holder = await untilHeld(cluster);
  await cluster.broker.untilSubscribed('load');
  const { child } = holder.run;
  let frozen = false;
  onTestFinished(() => void child.kill('SIGCONT'));
  const published = publishSteadily({
    url: cluster.broker.url,
    topic: 'load',
    perSecond: 800,
    count: COUNT,
    onSent(sent) {
      if (sent >= 2_000 && !frozen) frozen = child.kill('SIGSTOP');
    },
  });
  await until('it is frozen', () => frozen);
  const next = await untilHeld(cluster, holder);
  const others = receipts.filter((_receipt, index) => cluster.instances[index] !== holder);
  const before = others.map(({ received }) => received);
  await until('the others go on', () => others.every(({ received }, index) => received > (before[index] ?? 0) + 500));
  child.kill('SIGCONT');
  await until('it knows that it has lost the connection', async () => (await held(holder)) === '0');
  await published;
  await until('everything has arrived everywhere', () => receipts.every(({ received }) => received >= COUNT), 30_000);
  expect(receipts.map(({ received, wrong, gaps }) => ({ received, wrong, gaps }))).toEqual(
    receipts.map(() => ({ received: COUNT, wrong: [], gaps: [] })),
  );
  expect([await held(holder), await held(next)]).toEqual(['0', '1']);
}, 90_000);

test('a stream and a call that are passed on end when the owner is killed, and the client begins anew at once', async () => {
  const cluster = await startClusterProcesses();
  const [owner, edge] = cluster.instances;
  if (owner === undefined || edge === undefined) throw new Error('There are no instances.');
  const session = await initialize(owner.origin);
  await callTool(edge.origin, session, 'mqttConnect', { profile: 'local' });
  await callTool(edge.origin, session, 'mqttSubscribe', { topic: 'a', qos: 1 });
  const stream = new McpEventStream(edge.origin, session);
  onTestFinished(() => stream.cut());
  await stream.open();
  await publish(edge.origin, 'a', 'before');
  await until('the notification is there', () => JSON.stringify(stream.messages).includes('before'));
  const waiting = callTool(edge.origin, session, 'mqttReadMessages', { topic: 'never', waitSeconds: 60 }).then(
    () => 'answered',
    () => 'cut',
  );
  owner.run.child.kill('SIGKILL');
  await until('the stream has ended', () => stream.ended, 15_000);
  expect(await waiting).toBe('cut');
  const resumed = new McpEventStream(edge.origin, session);
  onTestFinished(() => resumed.cut());
  resumed.lastEventId = stream.lastEventId;
  await resumed.open();
  expect(resumed.status).toBe(404);
  expect((await postMcp(edge.origin, { jsonrpc: '2.0', id: 1, method: 'ping' }, session)).status).toBe(404);
  const again = await initialize(edge.origin);
  await callTool(edge.origin, again, 'mqttConnect', { profile: 'local' });
  await until(
    'it is subscribed again',
    async () => (await callTool(edge.origin, again, 'mqttSubscribe', { topic: 'a', qos: 1 }))['isError'] !== true,
  );
  const next = new McpEventStream(edge.origin, again);
  onTestFinished(() => next.cut());
  await next.open();
  await until('publishing works', () =>
    publish(edge.origin, 'a', 'after').then(
      () => true,
      () => false,
    ),
  );
  await until('the notification is there', () => JSON.stringify(next.messages).includes('after'));
}, 90_000);
