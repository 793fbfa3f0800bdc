/**
 * What it means for a message of a forward that it was not answered for: whether the same message can ever be taken. Decided by the
 * reason codes of MQTT 5 (sections 2.4, 3.4.2.1, 3.5.2.1 and 3.14.2.1). Pure.
 */
import { AppError } from '../../errors.ts';

/**
 * `never`: nothing but another message would be taken. `forbidden`: not as long as nobody changes permissions.
 * `cut`: the connection ended with it, perhaps because of it. `refused`: not now. `unsent`: the broker has not seen it, or said nothing.
 */
export type Verdict = 'never' | 'forbidden' | 'cut' | 'refused' | 'unsent';

const NOT_AUTHORIZED = 0x87;

/**
 * About the message itself: topic name invalid, packet too large, payload format invalid, retain not supported, QoS not supported.
 * Not among them: 0x80 and 0x83 (no reason told), 0x91 (an identifier that another packet has), 0x97 (a quota, which is refilled).
 */
const OF_THE_MESSAGE: ReadonlySet<number> = new Set([0x90, 0x95, 0x99, 0x9a, 0x9b]);

/**
 * In DISCONNECT these may be about what was sent: also malformed packet, protocol error, not authorized and topic alias invalid. All others
 * are about the broker, the client or its load: busy, shutting down, message rate too high, quota exceeded, another server, …
 */
const OF_A_PACKET: ReadonlySet<number> = new Set([...OF_THE_MESSAGE, 0x81, 0x82, NOT_AUTHORIZED, 0x94]);

export function verdictOn(thrown: unknown): Verdict {
  if (!(thrown instanceof AppError)) return 'unsent';
  const { code, reasonCode } = thrown;
  switch (code) {
    case 'invalid-topic':
    case 'invalid-arguments':
      return 'never';
    case 'broker-refused':
      if (reasonCode === NOT_AUTHORIZED) return 'forbidden';
      return reasonCode !== undefined && OF_THE_MESSAGE.has(reasonCode) ? 'never' : 'refused';
    case 'answer-lost':
      return reasonCode === undefined || OF_A_PACKET.has(reasonCode) ? 'cut' : 'unsent';
    default:
      return 'unsent';
  }
}
