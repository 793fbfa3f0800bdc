/** Readers of one cluster's streams and what each of them got: every number once and in order, or what was wrong. */
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { openReturningReader, type ReturningReader } from '../../support/returning-reader.ts';

const messageSchema = z.object({ topic: z.string(), payload: z.string() });

export interface Receipts {
  readonly reader: ReturningReader;
  received: number;
  /** What came that was not the next number. */
  readonly wrong: string[];
  readonly gaps: string[];
}

/** @param topic whose messages carry the numbers from 0 */
export function readNumbers(origin: string, topic: string): Receipts {
  const wrong: string[] = [];
  const gaps: string[] = [];
  const receipts = {
    received: 0,
    wrong,
    gaps,
    reader: openReturningReader({
      url: `${origin}/mqttx/stream?topic=${encodeURIComponent(topic)}&qos=1`,
      onEvent({ event, data }) {
        if (event === 'gap') gaps.push(data);
        if (event !== 'message') return;
        const { payload } = messageSchema.parse(JSON.parse(data));
        if (Number(payload) === receipts.received) receipts.received += 1;
        else wrong.push(`${payload} instead of ${receipts.received}`);
      },
    }),
  };
  onTestFinished(() => receipts.reader[Symbol.dispose]());
  return receipts;
}
