import { addByte, checksum, masked, NO_BYTES } from './crc32c.ts';

/**
 * LevelDB's log format, for `*.log` and `MANIFEST-*` (LevelDB, doc/log_format.md). A file consists of blocks of 32 KiB.
 * A record has a header (checksum, length, type) and a payload. A batch that does not fit into its block is split into fragments.
 */
const BLOCK = 32 * 1024;
const HEADER = 7;
// Record types: a whole record, its first fragment or its last fragment. 3 is a fragment between those.
const FULL = 1;
const FIRST = 2;
const LAST = 4;

export interface LogContents {
  /** The payloads of the records that can be read. */
  readonly payloads: readonly Buffer[];
  /** Bytes that were completely written and are unreadable now. LevelDB drops them at its next start. */
  readonly damagedBytes: number;
}

interface PhysicalRecord {
  readonly type: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a log as LevelDB does, and counts the bytes that LevelDB would drop.
 * An incomplete write at the end of the file is not damage: it was never acknowledged.
 */
export function readLog(bytes: Buffer): LogContents {
  const payloads: Buffer[] = [];
  let fragments: Buffer[] = [];
  let damagedBytes = 0;

  function dropFragments(): void {
    damagedBytes += fragments.reduce((sum, { length }) => sum + length, 0);
    fragments = [];
  }

  function add({ type, start, end }: PhysicalRecord): void {
    const payload = bytes.subarray(start + HEADER, end);
    if (type === FULL || type === FIRST) dropFragments();
    if (type === FULL) payloads.push(payload);
    else if (type === FIRST) fragments = [payload];
    else if (fragments.length === 0) damagedBytes += payload.length;
    else fragments.push(payload);
    if (type === LAST && fragments.length > 0) {
      payloads.push(Buffer.concat(fragments));
      fragments = [];
    }
  }

  for (let offset = 0; offset < bytes.length; ) {
    const blockEnd = Math.min(offset - (offset % BLOCK) + BLOCK, bytes.length);
    const record = recordAt(bytes, offset, blockEnd);
    if (record !== undefined) {
      add(record);
      offset = record.end;
      continue;
    }
    if (blockEnd - offset >= HEADER) {
      if (isCutShort(bytes, offset)) break;
      dropFragments();
      damagedBytes += blockEnd - offset;
    }
    // A remainder that is too short for a header is padding.
    offset = blockEnd;
  }
  return { payloads, damagedBytes };
}

function recordAt(bytes: Buffer, start: number, blockEnd: number): PhysicalRecord | undefined {
  if (blockEnd - start < HEADER) return undefined;
  const type = bytes.readUInt8(start + 6);
  const end = start + HEADER + bytes.readUInt16LE(start + 4);
  if (type < FULL || type > LAST || end > blockEnd) return undefined;
  return checksum(bytes, start + 6, end) === bytes.readUInt32LE(start) ? { type, start, end } : undefined;
}

/**
 * Checks whether the file ends with an incomplete write: the record extends beyond the end of the file, or a power cut left zeros.
 * A damaged length looks the same, but then a payload that matches the checksum follows, or a whole record.
 */
function isCutShort(bytes: Buffer, start: number): boolean {
  const rest = bytes.subarray(start);
  if (rest.every((byte) => byte === 0)) return true;
  const reachesBeyond = start + HEADER + bytes.readUInt16LE(start + 4) > bytes.length;
  return reachesBeyond && rest.length <= BLOCK && !holdsPayload(rest) && !holdsRecord(rest);
}

/** Checks whether the checksum of the first record matches a shorter payload than its length says. */
function holdsPayload(rest: Buffer): boolean {
  const wanted = rest.readUInt32LE(0);
  let state = NO_BYTES;
  for (const byte of rest.subarray(6)) {
    state = addByte(state, byte);
    if (masked(state) === wanted) return true;
  }
  return false;
}

/** Checks whether a whole record follows after the start. */
function holdsRecord(rest: Buffer): boolean {
  for (let start = 1; start + HEADER <= rest.length; start++) if (recordAt(rest, start, rest.length) !== undefined) return true;
  return false;
}
