/**
 * Whether a MessagePack text has as many values as its headers announce, found without building any. The decoder makes room
 * for a list as soon as it reads its length, so that nested headers of five bytes each could ask for gigabytes. Pure.
 */

/** Bytes after the first one that hold the length of a value, or the value itself where it has a fixed size. */
const FIXED_SIZES: Readonly<Record<number, number>> = {
  0xca: 4, // float 32
  0xcb: 8, // float 64
  0xcc: 1, // uint 8 to 64
  0xcd: 2,
  0xce: 4,
  0xcf: 8,
  0xd0: 1, // int 8 to 64
  0xd1: 2,
  0xd2: 4,
  0xd3: 8,
  0xd4: 2, // fixext 1 to 16: a type and the data
  0xd5: 3,
  0xd6: 5,
  0xd7: 9,
  0xd8: 17,
};

interface Header {
  /** Bytes of the length field. */
  readonly lengthBytes: number;
  /** `bytes` follow, or so many values for each of the length. */
  readonly holds: 'bytes' | 1 | 2;
  /** Bytes beside those that the length counts. */
  readonly extra?: number;
}

const HEADERS: Readonly<Record<number, Header>> = {
  0xc4: { lengthBytes: 1, holds: 'bytes' }, // bin 8 to 32
  0xc5: { lengthBytes: 2, holds: 'bytes' },
  0xc6: { lengthBytes: 4, holds: 'bytes' },
  0xc7: { lengthBytes: 1, holds: 'bytes', extra: 1 }, // ext 8 to 32
  0xc8: { lengthBytes: 2, holds: 'bytes', extra: 1 },
  0xc9: { lengthBytes: 4, holds: 'bytes', extra: 1 },
  0xd9: { lengthBytes: 1, holds: 'bytes' }, // str 8 to 32
  0xda: { lengthBytes: 2, holds: 'bytes' },
  0xdb: { lengthBytes: 4, holds: 'bytes' },
  0xdc: { lengthBytes: 2, holds: 1 }, // array 16 and 32
  0xdd: { lengthBytes: 4, holds: 1 },
  0xde: { lengthBytes: 2, holds: 2 }, // map 16 and 32
  0xdf: { lengthBytes: 4, holds: 2 },
};

/** Whether the bytes hold one value, whole, with nothing announced that is not there. */
export function countsFit(bytes: Buffer): boolean {
  let at = 0;
  // Values that still have to come; each takes a byte at least.
  let pending = 1;
  while (pending > 0) {
    const first = bytes[at];
    if (first === undefined || pending > bytes.length - at) return false;
    at += 1;
    pending -= 1;
    const header = HEADERS[first];
    if (header !== undefined) {
      if (at + header.lengthBytes > bytes.length) return false;
      const length = bytes.readUIntBE(at, header.lengthBytes);
      at += header.lengthBytes + (header.extra ?? 0);
      if (header.holds === 'bytes') at += length;
      else pending += length * header.holds;
    } else if (first >= 0x80 && first <= 0x8f) {
      pending += (first & 0x0f) * 2; // fixmap
    } else if (first >= 0x90 && first <= 0x9f) {
      pending += first & 0x0f; // fixarray
    } else if (first >= 0xa0 && first <= 0xbf) {
      at += first & 0x1f; // fixstr
    } else {
      at += FIXED_SIZES[first] ?? 0;
    }
  }
  return at === bytes.length;
}
