import { describe, expect, it } from 'vitest';
import {
  connackHint,
  describeConnack,
  describeReasonCode,
  describeSuback,
  isPassingRefusal,
  isVersionRefusal,
} from '../../../sidecar/mqtt/reason-codes.ts';

/** MQTT 5.0, table 2-6: every code that is not a plain success. */
const codes = [0x10, 0x11, ...Array.from({ length: 0xa2 - 0x80 + 1 }, (_, index) => 0x80 + index)];

describe('codes in words', () => {
  it.each(codes)('knows 0x%s', (code) => {
    const words = describeReasonCode(code);
    expect(words).not.toContain('does not know');
    expect(words).toContain(`0x${code.toString(16).toUpperCase()}`);
  });

  it('says so where a code is unknown, and still names it', () => {
    expect(describeReasonCode(0xf7)).toContain('(0xF7)');
    expect(describeConnack(77)).toContain('(return code 77)');
  });

  it('reads the return codes of 3.1.1 also in answer to MQTT 5', () => {
    expect(describeConnack(4)).toContain('password');
    expect(describeConnack(5)).toContain('not authorized');
    expect(describeConnack(0x86)).toContain('bad user name or password');
  });

  it('admits that SUBACK of 3.1.1 has no reason', () => {
    expect(describeSuback(0x80, 4)).toContain('no reason');
    expect(describeSuback(0x87, 5)).toContain('not authorized');
  });
});

describe('refusals to connect', () => {
  it.each([3, 0x88, 0x89, 0x97, 0x9f])('%i may pass', (code) => {
    expect(isPassingRefusal(code)).toBe(true);
    expect(connackHint(code)).toContain('later');
  });

  it.each([1, 2, 4, 5, 0x81, 0x84, 0x85, 0x86, 0x87, 0x8a, 0x8c, 0x9d])('%i is final', (code) => {
    expect(isPassingRefusal(code)).toBe(false);
  });

  it('knows which ones name the protocol version', () => {
    expect([0, 1, 2, 0x84, 0x85].filter(isVersionRefusal)).toEqual([1, 0x84]);
  });
});
