/** How fast a session may publish. */
import { describe, expect, it } from 'vitest';
import { PublishPace, PublishPaces } from '../../../sidecar/policy/publish-pace.ts';

describe('the pace of publishing', () => {
  it('lets a burst of a minute’s worth pass, and says then when to go on', () => {
    let now = 0;
    const pace = new PublishPace(30, 'limits.publishesPerMinute', () => now);
    for (let count = 0; count < 30; count += 1) pace.take();
    expect(() => pace.take()).toThrow(
      expect.objectContaining({ code: 'limit-reached', hint: expect.stringContaining('Try again in 2 s') }),
    );
    now = 2_000;
    pace.take();
    expect(() => pace.take()).toThrow('30 messages');
    now = 120_000;
    for (let count = 0; count < 30; count += 1) pace.take();
    expect(() => pace.take()).toThrow('30 messages');
  });

  it('is the same for every handle of a caller, and each caller’s own', () => {
    const paces = new PublishPaces(1);
    paces.of('alice').take();
    expect(() => paces.of('alice').take()).toThrow('limit');
    paces.of('bob').take();
  });
});
