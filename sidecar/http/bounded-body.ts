/**
 * Reads the raw body of a request up to a limit. A client often reads no answer before it has written all it has to say, and
 * would see a reset instead of the refusal: so what is too much is read on and thrown away, within bounds of its own.
 */
import type { IncomingMessage } from 'node:http';
import { AppError } from '../errors.ts';

export type BoundedBody = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly error: AppError };

interface DrainBounds {
  /** The most that is read of a body that is refused. */
  readonly drainBytes: number;
  /** How long a client may go on with it. */
  readonly drainMs: number;
  /** Beyond that, how long the answer may take to leave before the connection is cut. */
  readonly partingMs: number;
}

const defaultBounds: DrainBounds = { drainBytes: 32 * 1024 * 1024, drainMs: 10_000, partingMs: 2000 };

export function readBoundedBody(request: IncomingMessage, maxBytes: number, given: Partial<DrainBounds> = {}): Promise<BoundedBody> {
  const { drainBytes, drainMs, partingMs } = { ...defaultBounds, ...given };
  const announced = Number(request.headers['content-length'] ?? 0);

  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let received = 0;
    let isTooLarge = false;
    let deadline: NodeJS.Timeout | undefined;

    const settle = (result: BoundedBody): void => {
      clearTimeout(deadline);
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      resolve(result);
    };
    const refuse = (): void => settle({ ok: false, error: tooLarge(maxBytes) });

    /** The answer goes out while the client still writes; then the connection is cut, or it would be read for ever. */
    const giveUp = (): void => {
      setTimeout(() => request.socket.destroy(), partingMs).unref();
      refuse();
      request.resume();
    };

    const startDraining = (): void => {
      isTooLarge = true;
      chunks = [];
      if (announced > drainBytes) return giveUp();
      deadline = setTimeout(giveUp, drainMs);
    };

    const onData = (chunk: Buffer): void => {
      received += chunk.length;
      if (!isTooLarge && received <= maxBytes) chunks.push(chunk);
      else if (received > drainBytes) giveUp();
      else if (!isTooLarge) startDraining();
    };
    const onEnd = (): void => (isTooLarge ? refuse() : settle({ ok: true, bytes: Buffer.concat(chunks) }));
    const onClose = (): void =>
      settle({ ok: false, error: new AppError('invalid-request', 'The connection was lost before the body was complete.') });

    if (request.readableEnded) {
      onEnd();
    } else if (request.destroyed) {
      onClose();
    } else {
      request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
      if (announced > maxBytes) startDraining();
    }
  });
}

function tooLarge(maxBytes: number): AppError {
  return new AppError('body-too-large', `The body has more than ${maxBytes} bytes.`);
}
