/**
 * Puts messages that came in chunks together again, and finds what was damaged on the way: CRC-32 for each piece, SHA-256 for the
 * whole. Used by the stream; one at a time, because the server sends the chunks of a message in order and no other between them.
 */
import { createCrc32 } from './crc32.ts';
import { createFailure, type Failure } from './failure.ts';
import { decodePayload, fromBase64 } from './payload.ts';
import { sha256 } from './sha256.ts';
import type { ConnectOptions, Message } from './types.ts';
import type { Chunk } from './wire.ts';

export interface Assembler {
  /**
   * @returns the message, with its last chunk
   * @throws Failure `checksum` for what is damaged or missing
   */
  add(chunk: Chunk): Promise<Message | undefined>;
  /** Forgets what was begun: the stream that would have brought the rest is gone. */
  reset(): void;
}

export function createAssembler(options: ConnectOptions): Assembler {
  const crc32 = createCrc32();
  let first: Chunk | undefined;
  let pieces: Uint8Array[] = [];

  function reset(): void {
    first = undefined;
    pieces = [];
  }

  return {
    reset,
    async add(chunk) {
      if (chunk.index === 0) {
        reset();
        first = chunk;
      }
      if (first?.message !== chunk.message || chunk.index !== pieces.length) throw damaged('order of chunks');
      const piece = fromBase64(chunk.data);
      if (crc32(piece) !== chunk.crc32) throw damaged(`CRC-32 of chunk ${chunk.index}`);
      pieces.push(piece);
      if (pieces.length < chunk.count) return undefined;
      const raw = join(pieces, chunk.bytes);
      const hash = await (options.sha256 ?? sha256)(raw);
      if (hash !== undefined && hash !== chunk.sha256) throw damaged('SHA-256');
      const { message: _message, index: _index, count: _count, bytes: _bytes, crc32: _crc, sha256: _hash, data: _data, ...rest } = first;
      reset();
      return Object.defineProperty({ ...rest, ...decodePayload(raw, options.encoding) }, 'raw', { value: raw });
    },
  };
}

function damaged(what: string): Failure {
  return createFailure(`Damaged message: ${what}`, { code: 'checksum' });
}

function join(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  if (pieces.reduce((sum, piece) => sum + piece.length, 0) !== length) throw damaged('length');
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
