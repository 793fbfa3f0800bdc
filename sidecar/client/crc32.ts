/** CRC-32/ISO-HDLC, as in zlib and PNG. Used to check every chunk of a large message. */

/** @returns computes the checksum as the eight lower-case hexadecimal digits of the wire */
export function createCrc32(): (bytes: Uint8Array) => string {
  const table: number[] = [];
  for (let byte = 0; byte < 256; byte += 1) {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ ((value & 1) * 0xedb88320);
    table.push(value);
  }
  return (bytes) => {
    let crc = -1;
    for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 255] ?? 0);
    return ((~crc >>> 0) + 2 ** 32).toString(16).slice(1);
  };
}
