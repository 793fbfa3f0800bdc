import { describe, expect, it } from 'vitest';
import type { StreamQuery } from '../../../sidecar/bridge/stream-query.ts';
import { withChoices } from '../../../sidecar/bridge/ticket-choices.ts';

const issued: StreamQuery = {
  topics: ['a/+', 'b'],
  connection: 'plant',
  qos: 1,
  encoding: 'hex',
  batch: { windowMs: 250, maxMessages: 50 },
  retained: false,
};
const choose = (given: string): StreamQuery => withChoices(issued, new URLSearchParams(given));

describe('the address of a ticket’s stream', () => {
  it('needs to say nothing', () => {
    expect(choose('ticket=t')).toEqual(issued);
  });

  it('may say once more what the ticket was issued for, the topics in any order', () => {
    expect(choose('topic=b&topic=a/%2B&connection=plant')).toEqual(issued);
  });

  it('may choose how the messages come', () => {
    expect(choose('qos=0&encoding=json&batch=0&retained=true')).toEqual({
      ...issued,
      qos: 0,
      encoding: 'json',
      batch: undefined,
      retained: true,
    });
  });

  it.each(['topic=a/%2B', 'topic=a/%2B&topic=b&topic=c', 'topic=%23', 'connection=other'])(
    'may not ask for another stream: %s',
    (given) => {
      expect(() => choose(given)).toThrow(expect.objectContaining({ code: 'insufficient-scope', status: 403 }));
    },
  );

  it('is held to what every stream is held to', () => {
    expect(() => choose('qos=7')).toThrow(expect.objectContaining({ code: 'invalid-arguments', status: 400 }));
  });
});
