/**
 * What the codes in CONNACK, DISCONNECT, SUBACK, UNSUBACK, PUBACK, PUBREC and PUBCOMP mean, in words that continue a sentence,
 * and which refusals to connect are worth another try. Sources: MQTT 5.0, section 2.4; MQTT 3.1.1, table 3.1.
 */
import type { ProtocolVersion } from './types.ts';

/** MQTT 5.0, section 2.4: codes from 0x80 are failures. */
export const FIRST_FAILURE_CODE = 0x80;
/** PUBACK and PUBREC: the broker took the message, and nobody is subscribed to its topic. */
export const NO_MATCHING_SUBSCRIBERS = 0x10;
/** DISCONNECT, MQTT 5.0: another client connected with the same client id. */
export const SESSION_TAKEN_OVER = 0x8e;

const connack311: Readonly<Record<number, string>> = {
  1: 'it does not speak this version of MQTT',
  2: 'it does not accept the client id',
  3: 'the MQTT service is not available',
  4: 'the user name or password is malformed or wrong',
  5: 'the client is not authorized to connect',
};

const reasons5: Readonly<Record<number, string>> = {
  0x00: 'normal end',
  0x04: 'the will message was asked for',
  [NO_MATCHING_SUBSCRIBERS]: 'there are no matching subscribers',
  0x11: 'there was no such subscription',
  0x80: 'unspecified error',
  0x81: 'malformed packet',
  0x82: 'protocol error',
  0x83: 'a reason of its own (implementation specific error)',
  0x84: 'it does not speak this version of MQTT',
  0x85: 'it does not accept the client id',
  0x86: 'bad user name or password',
  0x87: 'not authorized',
  0x88: 'the server is not available',
  0x89: 'the server is busy',
  0x8a: 'the client is banned',
  0x8b: 'the server is shutting down',
  0x8c: 'bad authentication method',
  0x8d: 'keep-alive timeout: it heard nothing from the client for too long',
  0x8e: 'session taken over: another client connected with the same client id',
  0x8f: 'it does not accept the topic filter',
  0x90: 'it does not accept the topic name',
  0x91: 'the packet identifier is in use',
  0x92: 'the packet identifier is not known',
  0x93: 'too many unacknowledged messages at once (receive maximum exceeded)',
  0x94: 'invalid topic alias',
  0x95: 'the packet is larger than it accepts',
  0x96: 'the message rate is too high',
  0x97: 'a quota is exceeded',
  0x98: 'an administrator ended it',
  0x99: 'the payload does not have the format it claims to have',
  0x9a: 'it does not support retained messages',
  0x9b: 'it does not support this QoS',
  0x9c: 'use another server',
  0x9d: 'the server has moved',
  0x9e: 'it does not support shared subscriptions',
  0x9f: 'too many connections in a short time (connection rate exceeded)',
  0xa0: 'the maximum connect time is over',
  0xa1: 'it does not support subscription identifiers',
  0xa2: 'it does not support wildcard subscriptions',
};

/** A refusal that a later attempt may not meet. Everything else is refused again until somebody changes something. */
const passing311: ReadonlySet<number> = new Set([3]);
const passing5: ReadonlySet<number> = new Set([0x80, 0x83, 0x88, 0x89, 0x8b, 0x93, 0x96, 0x97, 0x9f]);

function hex(code: number): string {
  return `0x${code.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Words for a code of MQTT 5 as it stands in any packet. */
export function describeReasonCode(code: number): string {
  return `${reasons5[code] ?? 'a reason this program does not know'} (${hex(code)})`;
}

/**
 * Words for a refusal in CONNACK. A broker that speaks only 3.1.1 answers a CONNECT of MQTT 5 with a code of its own, so
 * codes below 0x80 are read as 3.1.1 has them in either case.
 */
export function describeConnack(code: number): string {
  if (code >= FIRST_FAILURE_CODE) return describeReasonCode(code);
  return `${connack311[code] ?? 'a reason this program does not know'} (return code ${code})`;
}

/** Words for a failure in SUBACK; 3.1.1 knows one code and no reasons. */
export function describeSuback(code: number, version: ProtocolVersion): string {
  return version === 4 ? `MQTT 3.1.1 gives no reason (${hex(code)}); often the client is not authorized` : describeReasonCode(code);
}

export function isPassingRefusal(code: number): boolean {
  return code >= FIRST_FAILURE_CODE ? passing5.has(code) : passing311.has(code);
}

/** MQTT 3.1.1 return code 1, MQTT 5 "unsupported protocol version". */
export function isVersionRefusal(code: number): boolean {
  return code === 1 || code === 0x84;
}

/** What the user can do about a refusal in CONNACK, where the general hint says too little or the wrong thing. */
export function connackHint(code: number): string | undefined {
  switch (code) {
    case 1:
    case 0x84:
      return 'Set protocolVersion to a version that the broker speaks, or to auto.';
    case 2:
    case 0x85:
      return 'Use another client id.';
    case 4:
    case 0x86:
      return 'Correct the user name and password.';
    case 0x9c:
    case 0x9d:
      return 'Connect to the server that it names.';
    default:
      return isPassingRefusal(code) ? 'Try again later.' : undefined;
  }
}
