import { describe, expect, it } from 'vitest';
import { describeClosure, likelyTakeOverError, takeOverError, unmadeError } from '../../../sidecar/mqtt/closure.ts';
import type { Closure } from '../../../sidecar/mqtt/closure.ts';

const target = 'broker:1883';

describe('the end of a connection in words', () => {
  it.each<[Closure, RegExp]>([
    [{ kind: 'refused', code: 5 }, /refused the connection: .*not authorized/],
    [{ kind: 'refused', code: 0x9d, serverReference: 'other:1883' }, /moved \(0x9D\); it names the server "other:1883"$/],
    [{ kind: 'disconnected', code: 0x98, reason: 'maintenance' }, /an administrator ended it \(0x98\); it says: "maintenance"$/],
    [{ kind: 'network', error: Object.assign(new Error(), { code: 'ECONNRESET' }) }, /reset by the other side/],
    [{ kind: 'protocol', detail: 'Invalid header flag bits', answered: true }, /does not keep to MQTT: Invalid header/],
    [{ kind: 'timeout' }, /did not answer in time/],
    [{ kind: 'keepalive' }, /did not answer a ping/],
    [{ kind: 'silent', answered: true }, /^The broker closed the connection$/],
    [{ kind: 'silent', answered: false }, /without an answer/],
  ])('%j', (closure, words) => {
    expect(describeClosure(closure)).toMatch(words);
  });
});

describe('the error for a connection that could not be made', () => {
  it.each<[Closure, string]>([
    [{ kind: 'refused', code: 4 }, 'broker-refused'],
    [{ kind: 'timeout' }, 'broker-timeout'],
    [{ kind: 'network', error: new Error('x') }, 'broker-unreachable'],
    [{ kind: 'silent', answered: false }, 'broker-unreachable'],
  ])('of %j is %s and names the broker', (closure, code) => {
    const error = unmadeError(closure, target);
    expect(error.code).toBe(code);
    expect(error.message).toContain(target);
    expect(error.hint).not.toBe('');
  });
});

describe('the error of a take-over', () => {
  it('names the client id, and tells what is known from what is likely', () => {
    expect(takeOverError('me', target).message).toContain('gave the connection to another client with the same client id, "me"');
    expect(likelyTakeOverError('me', target, 3).message).toMatch(/closed the connection 3 times.*Most likely.*"me"/);
  });
});
