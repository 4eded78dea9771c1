import { addByte, masked, NO_BYTES } from './crc32c.ts';
import { createVarintReader } from './varint-reader.ts';

// Source: LevelDB, doc/table_format.md.
const FOOTER = 48;
const MAGIC = Buffer.from('57fb808b247547db', 'hex');
const CHECKSUM = 4;
/** The type and the checksum of a block. */
const TRAILER = 1 + CHECKSUM;
/** The byte before a checksum: 0 for a plain block, 1 for a block that Snappy has compressed. */
const LAST_BLOCK_TYPE = 1;

/**
 * Returns the offset of the first damaged block of a table; `undefined` if all are intact.
 * Each block ends with its checksum, so blocks can be found without the index, which may be damaged too.
 */
export function findDamagedBlock(bytes: Buffer): number | undefined {
  const end = bytes.length - FOOTER;
  if (end < 0 || !bytes.subarray(-MAGIC.length).equals(MAGIC)) return Math.max(end, 0);
  const ends = [0];
  for (let start = 0; start < end; ) {
    const next = endOfBlock(bytes, start, end);
    if (next === undefined) return start;
    ends.push(next);
    start = next;
  }
  return isFooterOf(bytes.subarray(end, -MAGIC.length), ends) ? undefined : end;
}

/** Compares the footer with the blocks, because it has no checksum. It names the last two blocks: the metaindex and the index. */
function isFooterOf(footer: Buffer, ends: readonly number[]): boolean {
  const handles = createVarintReader(footer);
  const named = ends.slice(-3, -1).map((start) => {
    const offset = handles.number();
    return { start: offset === start, end: offset + handles.number() + TRAILER };
  });
  return (
    named.every(({ start, end }, index) => start && end === ends.at(index - 2)) &&
    footer.subarray(handles.offset()).every((byte) => byte === 0)
  );
}

function endOfBlock(bytes: Buffer, start: number, end: number): number | undefined {
  let state = NO_BYTES;
  for (let offset = start; offset + CHECKSUM < end; offset++) {
    const byte = bytes[offset] ?? 0;
    state = addByte(state, byte);
    if (byte <= LAST_BLOCK_TYPE && masked(state) === bytes.readUInt32LE(offset + 1)) return offset + 1 + CHECKSUM;
  }
  return undefined;
}
