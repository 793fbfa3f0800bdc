/** What is packed into bytes comes out as it went in, whatever it holds and however many are kept. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PackedMessages } from '../../../sidecar/hub/log/packed-messages.ts';
import { HubMessage, type LoggedMessage } from '../../../sidecar/hub/message.ts';
import { message } from '../hub/messages.ts';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
// Plain objects cannot hold `__proto__`, and mqtt.js makes plain objects of what it receives.
const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((name) => name !== '__proto__');

const properties = fc.record(
  {
    payloadFormatIndicator: fc.boolean(),
    messageExpiryInterval: fc.nat(),
    contentType: text,
    responseTopic: text,
    correlationData: bytes(20),
    userProperties: fc.dictionary(text, fc.oneof(text, fc.array(text, { maxLength: 3 })), { noNullPrototype: true }),
  },
  { requiredKeys: [] },
);

const logged: fc.Arbitrary<LoggedMessage> = fc.record(
  {
    topic: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
    payload: fc.oneof({ weight: 9, arbitrary: bytes(1_500) }, { weight: 1, arbitrary: fc.constant(Buffer.alloc(300_000, 'z')) }),
    qos: fc.constantFrom(0, 1, 2),
    retain: fc.boolean(),
    dup: fc.boolean(),
    receivedAt: fc.oneof(fc.nat(), fc.constant(1_795_880_172_031)),
    packetId: fc.integer({ min: 1, max: 65_535 }),
    repeatOf: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    properties,
  },
  { requiredKeys: ['topic', 'payload', 'qos', 'retain', 'dup', 'receivedAt'] },
);

test('messages come out as they went in, the oldest first out', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 4, arbitrary: logged }, { weight: 1, arbitrary: fc.constant('shift' as const) })), (steps) => {
      const packed = new PackedMessages('c', 'e');
      const model: HubMessage[] = [];
      let next = 1;
      for (const step of steps) {
        if (step === 'shift') {
          packed.shift();
          model.shift();
          continue;
        }
        const expected = new HubMessage('c', 'e', next, step);
        next += 1;
        expect(packed.push(step)).toEqual(expected);
        model.push(expected);
      }
      expect([packed.first, packed.next]).toEqual([next - model.length, next]);
      expect(model.map(({ seq }) => packed.at(seq))).toEqual(model);
      expect([packed.at(packed.first - 1), packed.at(packed.next)]).toEqual([undefined, undefined]);
      expect(packed.oldestReceivedAt).toBe(model[0]?.receivedAt);
    }),
  );
});

test('what is given out stays as it is while others come and it leaves', () => {
  const packed = new PackedMessages('c', 'e');
  packed.push(message('t', 'first'));
  const first = packed.at(1);
  for (let round = 0; round < 5_000; round += 1) {
    packed.push(message('t', 'x'.repeat(300)));
    packed.shift();
  }
  expect([first?.payload.toString(), packed.at(1), packed.next - packed.first]).toEqual(['first', undefined, 1]);
});
