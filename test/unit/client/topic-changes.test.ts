/** When the stream is opened anew because its topics are others; the transport notes what it is asked for. */
import { expect, it, onTestFinished } from 'vitest';
import { createStream } from '../../../sidecar/client/stream.ts';
import type { ConnectOptions } from '../../../sidecar/client/types.ts';
import { until } from '../../support/polling.ts';

/** The topics of each attempt; every stream stands until it is called off. */
function openStream(options: ConnectOptions = {}) {
  const asked: string[][] = [];
  const stream = createStream(options, ({ url, signal, onOpen }) => {
    asked.push(new URL(url).searchParams.getAll('topic'));
    onOpen();
    return new Promise((resolve) => signal.onAbort(resolve));
  });
  onTestFinished(() => stream.close());
  return { stream, asked };
}

it('tells a topic with a comma from two topics', async () => {
  const { stream, asked } = openStream();
  const unsubscribe = stream.subscribe('a,b', () => {});
  await until('the stream is open', () => asked.length === 1);
  unsubscribe();
  stream.subscribe(['a', 'b'], () => {});
  await until('it is open for the others', () => asked.length === 2);
  expect(asked).toEqual([['a,b'], ['a', 'b']]);
});

it('gets a ticket of its own for two topics that look like one with a comma', async () => {
  const tickets: (readonly string[])[] = [];
  const ticket = ({ topic }: { readonly topic: readonly string[] }): string => `ticket ${tickets.push(topic)}`;
  const { stream, asked } = openStream({ ticket });
  const unsubscribe = stream.subscribe('a,b', () => {});
  await until('the stream is open', () => asked.length === 1);
  unsubscribe();
  stream.subscribe(['a', 'b'], () => {});
  await until('it is open for the others', () => asked.length === 2);
  expect(tickets).toEqual(asked);
});
