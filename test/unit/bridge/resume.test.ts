import { describe, expect, it } from 'vitest';
import { planResume, startId, type LogView } from '../../../sidecar/bridge/resume.ts';
import { formatEventId } from '../../../sidecar/hub/message.ts';

const log: LogView = { epoch: 'abc', first: 10, next: 50, continuousSince: 5, isExclusive: true };
const at = (seq: number): string => formatEventId('abc', seq);

describe('where a stream begins', () => {
  it('is now, with retained messages, without a point', () => {
    expect(planResume(undefined, log, true)).toEqual({ from: 50, wantsRetained: true });
  });

  it('is after the point, without retained messages, where nothing is missing', () => {
    expect(planResume(at(20), log, true)).toEqual({ from: 21, wantsRetained: false });
    expect(planResume(at(49), log, true)).toEqual({ from: 50, wantsRetained: false });
    expect(planResume(at(9), log, true)).toEqual({ from: 10, wantsRetained: false });
  });

  it.each(['', 'x', 'other-000000000000020', at(50), `${at(20)}.x`, `${at(20)}\n`])(
    'is now, after a gap, where the point %j is unknown',
    (point) => {
      expect(planResume(point, log, true)).toMatchObject({ from: 50, gap: { reason: 'epoch-changed', dropped: null } });
    },
  );

  it('is the oldest message, after a gap with the count, where messages have left the history', () => {
    expect(planResume(at(6), log, true)).toMatchObject({ from: 10, gap: { reason: 'history-expired', dropped: 3 }, wantsRetained: true });
    expect(planResume(at(6), { ...log, isExclusive: false }, true)).toMatchObject({ gap: { dropped: null } });
  });

  it('tells a gap where the filters were not subscribed all the time', () => {
    for (const continuousSince of [undefined, 30]) {
      expect(planResume(at(20), { ...log, continuousSince }, true)).toMatchObject({
        from: 21,
        gap: { reason: 'history-expired', dropped: null },
      });
    }
  });

  it('asks for the retained messages again where the client was cut off among them, less those it had', () => {
    expect(planResume(startId(at(20), 15), log, true)).toEqual({ from: 21, wantsRetained: true, had: { from: 15, to: 21 } });
  });
});
