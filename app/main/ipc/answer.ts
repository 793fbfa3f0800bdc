/**
 * One call from the page: is it the page of this program, does the request fit its schema, and what became of it, in the envelope
 * that crosses the bridge. Pure but for the handler; nothing that is thrown crosses as such.
 */
import { AppError, toAppError } from '../../../sidecar/errors.ts';
import { ApiError } from '../../shared/api-error.ts';
import type { InvokeChannel } from '../../shared/ipc-channels.ts';
import { invokeSchemas } from '../../shared/ipc-contract.ts';
import type { Failure, IpcResult } from '../../shared/ipc/result.ts';
import type { Handler, Page } from './handlers.ts';

interface Call<C extends InvokeChannel> {
  readonly channel: C;
  readonly request: unknown;
  readonly page: Page;
  readonly handler: Handler<C>;
  /** Told of what was not raised on purpose. */
  readonly onBug: (channel: InvokeChannel, error: unknown) => void;
}

export async function answer<C extends InvokeChannel>({ channel, request, page, handler, onBug }: Call<C>): Promise<IpcResult> {
  try {
    const parsed = invokeSchemas[channel].request.safeParse(request);
    if (!parsed.success) throw new AppError('invalid-arguments', `The request "${channel}" does not have the shape that it should.`);
    return { ok: true, value: await handler(parsed.data, page) };
  } catch (thrown) {
    if (!(thrown instanceof AppError) && !(thrown instanceof ApiError)) onBug(channel, thrown);
    return { ok: false, error: failureOf(thrown) };
  }
}

function failureOf(thrown: unknown): Failure {
  const { code, message, hint } = thrown instanceof ApiError ? thrown : toAppError(thrown);
  return { code, message, hint };
}
