import { describe, expect, it } from 'vitest';
import { parseStreamQuery, resumePoint } from '../../../sidecar/bridge/stream-query.ts';

const parse = (query: string) => parseStreamQuery(new URLSearchParams(query));

describe('the query of a stream', () => {
  it('has defaults for everything but the topic, and ignores what it does not know', () => {
    expect(parse('topic=a&colour=red')).toEqual({
      ok: true,
      query: { topics: ['a'], connection: undefined, qos: 0, encoding: 'auto', batch: undefined, retained: true },
    });
  });

  it('takes all parameters, and each topic once', () => {
    expect(parse('topic=a/%23&topic=b&topic=b&connection=c&qos=2&encoding=hex&batch=50&batch_max=7&retained=false')).toEqual({
      ok: true,
      query: {
        topics: ['a/#', 'b'],
        connection: 'c',
        qos: 2,
        encoding: 'hex',
        batch: { windowMs: 50, maxMessages: 7 },
        retained: false,
      },
    });
  });

  it('takes a window of 0 for none', () => {
    expect(parse('topic=a&batch=0')).toMatchObject({ query: { batch: undefined } });
  });

  it.each([
    '',
    'topic=',
    'topic=a%23',
    'topic=a&qos=1.5',
    'topic=a&qos=',
    'topic=a&batch=1e3',
    'topic=a&batch=99999999999',
    'topic=a&qos=1&qos=1',
  ])('refuses ?%s', (query) => {
    expect(parse(query)).toMatchObject({ ok: false, error: { status: 400 } });
  });

  it('resumes from the header before the query, and from nothing where both are empty', () => {
    expect(resumePoint('h', new URLSearchParams('last_event_id=q'))).toBe('h');
    expect(resumePoint('', new URLSearchParams('lastEventId=q'))).toBe('q');
    expect(resumePoint(undefined, new URLSearchParams('last_event_id='))).toBeUndefined();
  });
});
