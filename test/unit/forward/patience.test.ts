import { describe, expect, it } from 'vitest';
import { AppError } from '../../../sidecar/errors.ts';
import { Patience } from '../../../sidecar/hub/forward/patience.ts';

const taken: PromiseSettledResult<unknown> = { status: 'fulfilled', value: undefined };
const failed = (reason: unknown): PromiseSettledResult<unknown> => ({ status: 'rejected', reason });
const refused = (reasonCode: number) => failed(new AppError('broker-refused', `refused with ${reasonCode.toString(16)}`, { reasonCode }));
const cut = (reasonCode?: number) => failed(new AppError('answer-lost', 'cut', { reasonCode }));
const topics = ['a', 'b', 'c'];

/** What becomes of a message that is answered the same way again and again. */
function fate(outcome: PromiseSettledResult<unknown>, tries: number): string {
  const patience = new Patience();
  for (let time = 1; time <= tries; time += 1) {
    const { done, leftOut } = patience.judge([outcome], ['a']);
    if (done === 1) return leftOut.length === 1 ? `left out after ${time}` : 'done';
  }
  return 'kept';
}

describe('a message that the target refuses', () => {
  it.each([0x90, 0x95, 0x99, 0x9a, 0x9b])('with %i, which no other time would change, is left out at once', (code) => {
    expect(fate(refused(code), 1)).toBe('left out after 1');
  });

  it.each([0x80, 0x83, 0x91, 0x97, 0x88, 0x89, 0x96, 0xff])('with %i, which another time may change, is never left out', (code) => {
    expect(fate(refused(code), 200)).toBe('kept');
  });

  it('for want of permission is tried four times, and further ones of its topic once, until the next connection', () => {
    const patience = new Patience();
    for (const waitMs of [1_000, 2_000, 4_000]) expect(patience.judge([refused(0x87)], ['a'])).toMatchObject({ done: 0, waitMs });
    expect(patience.judge([refused(0x87)], ['a'])).toMatchObject({ done: 1, leftOut: [{ index: 0 }] });
    expect(patience.judge([taken, refused(0x87), taken], ['a', 'a', 'c'])).toMatchObject({ done: 3, leftOut: [{ index: 1 }] });
    expect(patience.judge([refused(0x87)], ['b'])).toMatchObject({ done: 0, leftOut: [] });
    patience.reconnected();
    expect(patience.judge([refused(0x87)], ['a'])).toMatchObject({ done: 0, leftOut: [] });
  });

  it('for now is sent alone, after waits that grow to half a minute, and with a word about it', () => {
    const patience = new Patience();
    const waits = Array.from({ length: 7 }, () => patience.judge([refused(0x97)], ['a']));
    expect(waits.map(({ waitMs }) => waitMs)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(waits[0]?.refusal).toBe('refused with 97');
    expect([patience.isAlone, patience.isRefused]).toEqual([true, true]);
    expect(patience.judge([taken], ['a'])).toEqual({ done: 1, leftOut: [], waitMs: 0 });
    expect([patience.isAlone, patience.isRefused]).toEqual([false, false]);
  });

  it('holds up those behind it, and not those before', () => {
    expect(new Patience().judge([taken, refused(0x97), taken], topics)).toMatchObject({ done: 1, leftOut: [] });
    expect(new Patience().judge([taken, refused(0x99), taken], topics)).toMatchObject({ done: 3, leftOut: [{ index: 1 }] });
  });

  it('before it is sent, since it is none that MQTT knows, is left out', () => {
    expect(fate(failed(new AppError('invalid-topic')), 1)).toBe('left out after 1');
    expect(fate(failed(new AppError('invalid-arguments')), 1)).toBe('left out after 1');
  });
});

describe('a message that is not answered for', () => {
  it.each(['not-connected', 'broker-timeout', 'instance-gone', 'cluster-unavailable', 'internal'] as const)('with %s is kept', (code) => {
    expect(fate(failed(new AppError(code)), 200)).toBe('kept');
  });

  it('is sent alone after the connection has ended, with all that were under way with it', () => {
    const patience = new Patience();
    expect(patience.judge([taken, cut(), cut()], topics)).toMatchObject({ done: 1, leftOut: [] });
    expect(patience.isAlone).toBe(true);
    patience.judge([taken], ['b']);
    expect(patience.isAlone).toBe(true);
    patience.judge([taken], ['c']);
    expect(patience.isAlone).toBe(false);
  });

  it.each([undefined, 0x81, 0x82, 0x87, 0x90, 0x94, 0x95, 0x99, 0x9a, 0x9b])(
    'is left out when five connections have ended with it alone (%s)',
    (code) => {
      expect(fate(cut(code), 10)).toBe('left out after 6');
    },
  );

  it.each([0x80, 0x83, 0x89, 0x8b, 0x8d, 0x93, 0x96, 0x97, 0x98, 0x9c, 0xa0])(
    'is kept when connections end for another reason than the message (%i)',
    (code) => {
      expect(fate(cut(code), 200)).toBe('kept');
    },
  );

  it('is not counted with the one before it', () => {
    const patience = new Patience();
    for (let time = 0; time < 5; time += 1) patience.judge([cut()], ['a']);
    patience.forget();
    for (let time = 0; time < 4; time += 1) expect(patience.judge([cut()], ['a']).done).toBe(0);
  });
});
