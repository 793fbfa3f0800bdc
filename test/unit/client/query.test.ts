import { describe, expect, it } from 'vitest';
import { streamQuery, streamUrl } from '../../../sidecar/client/query.ts';
import { parseStreamQuery } from '../../../sidecar/bridge/stream-query.ts';

describe('streamUrl', () => {
  it('names every topic, and only what was asked for', () => {
    const url = streamUrl('http://localhost:4000/mqttx/', streamQuery({}, ['a/#', 'b+c/+']), { ticket: undefined });
    expect(url).toBe('http://localhost:4000/mqttx/stream?topic=a%2F%23&topic=b%2Bc%2F%2B');
  });

  it('is understood by the server as it was meant', () => {
    const query = streamQuery({ connection: 'plant & yard', qos: 1, encoding: 'hex', batch: 250, batchMax: 50, retained: false }, [
      'größe/#',
      'a b',
    ]);
    const url = new URL(streamUrl('/mqttx', query, { last_event_id: 'e-1.2', ticket: 't/+' }), 'http://localhost');
    expect(parseStreamQuery(url.searchParams)).toEqual({
      ok: true,
      query: {
        topics: ['größe/#', 'a b'],
        connection: 'plant & yard',
        qos: 1,
        encoding: 'hex',
        batch: { windowMs: 250, maxMessages: 50 },
        retained: false,
      },
    });
    expect(url.searchParams.get('last_event_id')).toBe('e-1.2');
    expect(url.searchParams.get('ticket')).toBe('t/+');
  });
});
