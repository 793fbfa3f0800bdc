import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitTopic } from '../../../../app/renderer/format/topic.ts';

describe('splitTopic', () => {
  it('leaves a short topic whole', () => {
    expect(splitTopic('demo/hello', 14)).toEqual({ head: 'demo/hello', tail: '' });
  });

  it('cuts so that whole levels stay together at the end', () => {
    expect(splitTopic('factory/hall-3/line-12/temperature', 14)).toEqual({ head: 'factory/hall-3/line-12', tail: '/temperature' });
  });

  it('cuts inside of a level that is longer than the tail', () => {
    expect(splitTopic('factory/a-very-long-sensor-name', 14)).toEqual({ head: 'factory/a-very-lo', tail: 'ng-sensor-name' });
  });

  it('never cuts a character in half', () => {
    const { head, tail } = splitTopic(`${'🏭'.repeat(10)}end`, 5);
    expect(tail).toBe('🏭🏭end');
    expect(head).toBe('🏭'.repeat(8));
  });

  it('keeps the whole topic between its two parts, and the tail within its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer({ min: 1, max: 40 }), (topic, length) => {
        const { head, tail } = splitTopic(topic, length);
        expect(head + tail).toBe(topic);
        expect(Array.from(tail).length).toBeLessThanOrEqual(length);
      }),
    );
  });
});
