/**
 * The packets of MQTT 3.1.1 that the load generator needs, as bytes: mqtt.js would take longer for each of them than the
 * servers that are measured. QoS 0 only. Pure.
 */

const CONNECT = 0x10;
const PUBLISH = 0x30;
const SUBSCRIBE = 0x82;
/** Type of the packet that answers SUBSCRIBE. */
export const SUBACK = 0x90;

/** Without keep-alive: nothing has to be sent while nothing happens (MQTT 3.1.1, section 3.1). */
export function connectPacket(clientId: string): Buffer {
  return packet(CONNECT, [text('MQTT'), Buffer.of(4, 2, 0, 0), text(clientId)]);
}

export function subscribePacket(filter: string): Buffer {
  return packet(SUBSCRIBE, [Buffer.of(0, 1), text(filter), Buffer.of(0)]);
}

export function publishPacket(topic: string, payload: string): Buffer {
  return packet(PUBLISH, [text(topic), Buffer.from(payload)]);
}

function packet(type: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(type, ...remainingLength(body.length)), body]);
}

/** Section 2.2.3: seven bits a byte, the lowest first. */
function remainingLength(length: number): number[] {
  return length < 128 ? [length] : [(length % 128) | 128, ...remainingLength(Math.floor(length / 128))];
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
}
