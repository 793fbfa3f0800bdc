/** The name of a numbering that begins now. Lower-case letters and digits, since it stands in event ids. */
import { randomBytes } from 'node:crypto';

export function newEpoch(): string {
  return `${Date.now().toString(36)}${randomBytes(4).toString('hex')}`;
}
