/** Reads LevelDB's numbers and texts in sequence. @throws {RangeError} beyond the end */
export interface VarintReader {
  offset(): number;
  isAtEnd(): boolean;
  /** Reads a varint: seven bits per byte, the lowest bits first. */
  number(): number;
  skipText(): void;
}

export function createVarintReader(bytes: Buffer): VarintReader {
  let offset = 0;

  function number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes.readUInt8(offset++);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  return {
    offset: () => offset,
    isAtEnd: () => offset >= bytes.length,
    number,
    skipText() {
      const length = number();
      offset += length;
    },
  };
}
