import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createAssembler } from '../../../sidecar/client/chunks.ts';
import { createCrc32 } from '../../../sidecar/client/crc32.ts';
import type { Chunk } from '../../../sidecar/client/wire.ts';

const hex = (word: number): string => word.toString(16).padStart(8, '0');

/** Cuts a payload as the server does. */
function cut(payload: Buffer, chunkBytes: number, id = 'm1'): Chunk[] {
  const count = Math.ceil(payload.length / chunkBytes);
  return Array.from({ length: count }, (_, index) => {
    const piece = payload.subarray(index * chunkBytes, (index + 1) * chunkBytes);
    return {
      message: id,
      index,
      count,
      bytes: payload.length,
      crc32: hex(crc32(piece)),
      topic: 'a/b',
      qos: 1,
      retain: false,
      timestamp: '2026-01-01T00:00:00.000Z',
      ...(index === count - 1 ? { sha256: createHash('sha256').update(payload).digest('hex') } : {}),
      data: piece.toString('base64'),
    };
  });
}

async function addAll(chunks: readonly Chunk[], options = {}) {
  const assembler = createAssembler(options);
  let last;
  for (const chunk of chunks) last = await assembler.add(chunk);
  return last;
}

describe('createCrc32', () => {
  it('computes CRC-32/ISO-HDLC, as zlib does', () => {
    expect(createCrc32()(Buffer.from('123456789'))).toBe('cbf43926');
    for (const length of [0, 1, 255, 4096]) {
      const bytes = randomBytes(length);
      expect(createCrc32()(bytes)).toBe(hex(crc32(bytes)));
    }
  });
});

describe('createAssembler', () => {
  const payload = randomBytes(10_000);

  it('gives the message with its last chunk, bit for bit, with what stood in the first', async () => {
    const message = await addAll(cut(payload, 1024));
    expect(message).toEqual({
      topic: 'a/b',
      qos: 1,
      retain: false,
      timestamp: '2026-01-01T00:00:00.000Z',
      encoding: 'base64',
      payload: payload.toString('base64'),
    });
    expect(message?.raw).toEqual(new Uint8Array(payload));
  });

  it('decodes it as the stream was asked to', async () => {
    expect(await addAll(cut(Buffer.from('"äö"'), 2), { encoding: 'json' })).toMatchObject({ encoding: 'json', payload: 'äö' });
    expect(await addAll(cut(Buffer.from('äö'), 3))).toMatchObject({ encoding: 'utf8', payload: 'äö' });
  });

  it('says nothing before the last chunk', async () => {
    expect(await addAll(cut(payload, 1024).slice(0, -1))).toBeUndefined();
  });

  it('refuses a chunk with one bit turned', async () => {
    const chunks = cut(payload, 1024).map((chunk, index) => {
      const bytes = Buffer.from(chunk.data, 'base64');
      if (index === 3) bytes[500] = (bytes[500] ?? 0) ^ 4;
      return { ...chunk, data: bytes.toString('base64') };
    });
    await expect(addAll(chunks)).rejects.toMatchObject({ code: 'checksum', message: 'Damaged message: CRC-32 of chunk 3' });
  });

  it('refuses a whole whose SHA-256 or length is another', async () => {
    const chunks = cut(payload, 1024);
    const wrong = chunks.map((chunk) => (chunk.sha256 ? { ...chunk, sha256: '0'.repeat(64) } : chunk));
    await expect(addAll(wrong)).rejects.toMatchObject({ code: 'checksum', message: 'Damaged message: SHA-256' });
    const shorter = chunks.map((chunk) => ({ ...chunk, bytes: 9_999 }));
    await expect(addAll(shorter)).rejects.toMatchObject({ code: 'checksum', message: 'Damaged message: length' });
  });

  it.each([
    ['a chunk is missing', (chunks: Chunk[]) => chunks.toSpliced(2, 1)],
    ['a chunk comes twice', (chunks: Chunk[]) => chunks.toSpliced(2, 0, ...chunks.slice(2, 3))],
    ['the first is missing', (chunks: Chunk[]) => chunks.slice(1)],
    ['chunks of two messages are mixed', (chunks: Chunk[]) => chunks.toSpliced(2, 1, ...cut(payload, 1024, 'm2').slice(2, 3))],
  ])('refuses it when %s', async (_what, change) => {
    await expect(addAll(change(cut(payload, 1024)))).rejects.toMatchObject({
      code: 'checksum',
      message: 'Damaged message: order of chunks',
    });
  });

  it('begins anew after a reset, and when a first chunk comes again', async () => {
    const assembler = createAssembler({});
    const [first, second] = cut(Buffer.from('abcdef'), 3);
    if (!first || !second) throw new Error('The payload was not cut in two.');
    await assembler.add(first);
    assembler.reset();
    await expect(assembler.add(second)).rejects.toMatchObject({ code: 'checksum' });
    await assembler.add(first);
    await assembler.add(first);
    expect(await assembler.add(second)).toMatchObject({ payload: 'abcdef' });
  });

  it('asks the given function for the SHA-256, and does without where there is none', async () => {
    const chunks = cut(payload, 1024);
    await expect(addAll(chunks, { sha256: () => '0'.repeat(64) })).rejects.toMatchObject({ message: 'Damaged message: SHA-256' });
    expect(await addAll(chunks, { sha256: () => undefined })).toBeDefined();
  });
});
