/**
 * What the operations of this room share: the machine, the sidecar, the record of changes, and the clock. Made by the
 * configurator; an operation takes it as an argument and keeps nothing.
 */
import type { Backups } from './backups.ts';
import type { Journal } from './journal.ts';
import type { Transport } from './schemas.ts';
import type { ClientEnvironment, ConfigurationRequest, Launch, ProcessLister, ServerAddress, ToolDescription } from './types.ts';

export interface ClientsContext {
  readonly environment: ClientEnvironment;
  readonly address: ServerAddress;
  readonly tools: readonly ToolDescription[];
  readonly launch?: Launch;
  readonly transports: readonly Transport[];
  readonly processes?: ProcessLister;
  readonly journal: Journal;
  readonly backups: Backups;
  now(): Date;
  wait(ms: number): Promise<void>;
}

export function requestFor(context: ClientsContext, serverName: string): ConfigurationRequest {
  const { address, tools, launch, transports } = context;
  return { serverName, address, tools, transports, ...(launch === undefined ? {} : { launch }) };
}

/** Takes the access token out of what is shown. */
export function mask(text: string, { address }: ClientsContext): string {
  const { token } = address;
  return token === undefined || token === '' ? text : text.replaceAll(token, '•••').replaceAll(encodeURIComponent(token), '•••');
}
