/** Who is asked something while it is being looked whether others live is not taken for dead, since nobody has looked for him. */
import { expect, test } from 'vitest';
import { until } from '../../support/polling.ts';
import { gather } from './members.ts';

test('a call that is made while the bus looks whether another one lives is answered', async () => {
  const members = await gather();
  const [first, second] = [await members.join('first'), await members.join('second')];
  const { promise: look, resolve: endLook } = Promise.withResolvers<void>();
  let isLooking = false;
  const asking = await members.join('asking', async () => {
    isLooking = true;
    await look;
  });
  const { promise: answer, resolve: giveAnswer } = Promise.withResolvers<string>();
  first.bus.serve('never', () => new Promise(() => {}));
  second.bus.serve('later', () => answer);
  asking.bus.call(first.tag, 'never', {}).catch(() => {});
  await until('it is looked whether the first lives', () => isLooking);
  const asked = asking.bus.call(second.tag, 'later', {});
  endLook();
  await new Promise(setImmediate);
  giveAnswer('answered');
  expect(await asked).toBe('answered');
});
