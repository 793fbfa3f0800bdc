/** The messages of the demonstration: telemetry, Chinese JSON, plain text, bytes that are no text, an empty one. */
import { Buffer } from 'node:buffer';
import type { AdminMessages } from '../../../sidecar/admin/schema.ts';
import { createRandom, pick, type Random } from './random.ts';

type Message = AdminMessages['messages'][number];
type Draft = Pick<Message, 'topic' | 'qos' | 'retain'> & {
  readonly payload: string | Buffer;
  readonly properties?: Record<string, unknown>;
};

export interface MessageSource {
  /** The next `count` messages, received at `at`; the newest last. */
  take(count: number, at: number): Message[];
}

export function createMessageSource(seed = 11): MessageSource {
  const random = createRandom(seed);
  let sequence = 0;
  return {
    take: (count, at) =>
      Array.from({ length: count }, (_, index) => {
        sequence += 1;
        const { payload, ...draft } = draftOf(sequence, random);
        const bytes = Buffer.from(payload);
        return {
          ...draft,
          id: `m-${sequence}`,
          connection: 'local',
          payload: bytes.toString('base64'),
          payloadBytes: bytes.length,
          // The messages of one batch came one after the other.
          receivedAt: at - (count - 1 - index) * 37,
        };
      }),
  };
}

function draftOf(sequence: number, random: Random): Draft {
  const line = 1 + Math.floor(random() * 14);
  const station = 10 + Math.floor(random() * 40);
  const base = `factory/shanghai-pudong/hall-3/line-${line}/station-${station}`;
  switch (sequence % 12) {
    case 1:
      return { topic: 'alarms/line-12/critical', qos: 1, retain: true, payload: alarm(random) };
    case 4:
      return { topic: `${base}/camera/thumbnail`, qos: 0, retain: false, payload: picture(random) };
    case 7:
      return {
        topic: 'factory/shanghai-pudong/building-07/hall-3/line-12/station-44/robot-arm-b/axis-6/servo/temperature',
        qos: 2,
        retain: false,
        payload: number(random, 60, 25),
      };
    case 9:
      return { topic: `${base}/status`, qos: 1, retain: true, payload: pick(random, ['online', 'offline', 'maintenance']) };
    case 10:
      return { topic: `${base}/state`, qos: 0, retain: false, payload: '' };
    case 0:
    case 5:
      return { topic: `${base}/telemetry`, qos: 1, retain: false, payload: telemetry(station, random), properties: PROPERTIES };
    default:
      return {
        topic: `${base}/${pick(random, ['temperature', 'vibration', 'pressure'])}`,
        qos: 0,
        retain: false,
        payload: number(random, 20, 60),
      };
  }
}

const PROPERTIES = {
  contentType: 'application/json',
  messageExpiryInterval: 3600,
  userProperties: { site: '上海浦东', schema: 'telemetry/2' },
};

function number(random: Random, from: number, span: number): string {
  return (from + random() * span).toFixed(2);
}

function alarm(random: Random): string {
  return JSON.stringify({
    设备: '三号生产线',
    温度: Number(number(random, 74, 8)),
    状态: '告警',
    说明: '轴承温度持续升高，请检查冷却回路。',
    code: 4412,
  });
}

function telemetry(station: number, random: Random): string {
  return JSON.stringify({
    station,
    temperature: Number(number(random, 60, 20)),
    vibration: { x: Number(number(random, 0, 2)), y: Number(number(random, 0, 2)), z: Number(number(random, 9, 1)) },
    cycle: Math.floor(random() * 90_000),
    ok: random() > 0.1,
    operator: '王小明',
    faults: [],
  });
}

function picture(random: Random): Buffer {
  const head = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  return Buffer.from([...head, ...Array.from({ length: 2040 }, () => Math.floor(random() * 256))]);
}
