/** Why the sidecar cannot start, as the message that its parent shows; of a busy port with the one who holds it. */
import { toAppError } from '../errors.ts';
import { identifySidecar } from '../observe/identify-sidecar.ts';
import { findPortHolder } from '../observe/port-holder.ts';
import type { ChildMessage, PortHolder } from './schema.ts';

export async function explainFailure(thrown: unknown, port: number | undefined): Promise<Extract<ChildMessage, { type: 'failed' }>> {
  const { code, message, hint } = toAppError(thrown);
  const portHolder = code === 'port-in-use' && port !== undefined ? await holderOf(port) : null;
  return { type: 'failed', code, message, hint, portHolder };
}

async function holderOf(port: number): Promise<PortHolder> {
  const [sidecar, program] = await Promise.all([identifySidecar(port), findPortHolder(port)]);
  if (sidecar !== undefined) return { kind: 'sidecar', pid: sidecar.pid, version: sidecar.version };
  if (program === undefined) return { kind: 'unknown' };
  return { kind: 'program', pid: program.pid, name: program.name ?? `process ${program.pid}` };
}
