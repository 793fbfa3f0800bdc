/**
 * Says in words who holds a port, as the end of the sentence "Port 4000 on 127.0.0.1 …". Used where listening fails.
 */
import { identifySidecar } from './identify-sidecar.ts';
import type { PortHolder } from './port-holder-linux.ts';
import { findPortHolder } from './port-holder.ts';
import type { Redactor } from './redact.ts';
import { shorten } from './shorten.ts';

export async function describePortHolder(port: number, redactor: Redactor): Promise<string> {
  const [sidecar, holder] = await Promise.all([identifySidecar(port), findPortHolder(port)]);
  if (sidecar !== undefined) {
    return `is in use by another MQTTX SSE Server, version ${sidecar.version}, process ${sidecar.pid}, which answers at ${sidecar.scheme}://localhost:${port}`;
  }
  return holder === undefined ? 'is in use by a process that the system does not name' : `is in use by ${inWords(holder, redactor)}`;
}

/** A command line may hold a password. */
function inWords({ pid, name, command }: PortHolder, redactor: Redactor): string {
  const named = `${name ?? 'a process'} (process ${pid})`;
  return command === undefined ? named : `${named}: ${shorten(redactor.text(command), 200)}`;
}
