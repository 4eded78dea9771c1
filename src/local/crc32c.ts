/** CRC-32C (Castagnoli), reflected: the checksum of LevelDB's files (RFC 3720, appendix B.4). `zlib.crc32` uses another polynomial. */
const POLYNOMIAL = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc;
});

/** Adds a byte to the inverted checksum of the bytes before it. */
export function addByte(state: number, byte: number): number {
  return (TABLE[(state ^ byte) & 0xff] ?? 0) ^ (state >>> 8);
}

/** The start value: the inverted checksum of zero bytes. */
export const NO_BYTES = 0xffffffff;

/** Returns the checksum as LevelDB stores it. LevelDB masks it, because the data itself can contain checksums. */
export function masked(state: number): number {
  const crc = ~state >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Returns the masked checksum of a byte range. */
export function checksum(bytes: Uint8Array, start: number, end: number): number {
  let state = NO_BYTES;
  for (let index = start; index < end; index++) state = addByte(state, bytes[index] ?? 0);
  return masked(state);
}
