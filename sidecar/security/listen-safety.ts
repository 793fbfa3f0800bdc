/**
 * Whether the sidecar may listen where it is told to: a network gets no server that everybody may use, unless the operator says
 * so in as many words. Asked once, before anything listens. Pure.
 */
import { AppError } from '../errors.ts';
import { isLoopbackHost } from './loopback.ts';

interface ListenerPlan {
  readonly host: string;
  readonly tls?: { readonly clientCa?: string | undefined } | undefined;
  readonly auth: { readonly mode: string; readonly allowAnonymous: boolean };
}

/** The reason not to listen (`unsafe-listener`), if there is one. */
export function listenerProblem({ host, tls, auth }: ListenerPlan): AppError | undefined {
  // A client certificate says who calls, whatever the mode.
  if (auth.mode !== 'none' || auth.allowAnonymous || tls?.clientCa !== undefined || isLoopbackHost(host)) return undefined;
  return new AppError(
    'unsafe-listener',
    `server.host is "${host}", which a network can reach, and auth.mode is "none": anybody there could use your brokers.`,
  );
}
