import { addByte, checksum, masked, NO_BYTES } from './crc32c.ts';

/**
 * LevelDB's log format, of `*.log` and `MANIFEST-*`: blocks of 32 KiB with records of a header (checksum, length, type) and a
 * payload. A batch that does not fit into its block is cut into fragments. Source: LevelDB, doc/log_format.md.
 */
const BLOCK = 32 * 1024;
const HEADER = 7;
// Types of records: whole, or the first or last fragment. 3 is a fragment between those.
const FULL = 1;
const FIRST = 2;
const LAST = 4;

export interface LogContents {
  /** The payloads of the records that can be read. */
  readonly payloads: readonly Buffer[];
  /** Bytes that were written as a whole and cannot be read any more. LevelDB drops them at its next start. */
  readonly damagedBytes: number;
}

interface PhysicalRecord {
  readonly type: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a log as LevelDB does, and counts what LevelDB would drop. A write that a crash cut short at the end of the file is no damage:
 * it was never acknowledged.
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
    // A rest that is too short for a header is padding.
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
 * Whether the file ends in a write that a crash cut short: the record reaches beyond the end of the file, or a power cut left
 * zeros. A damaged length looks the same, but then the payload that fits the checksum, or a whole record, follows.
 */
function isCutShort(bytes: Buffer, start: number): boolean {
  const rest = bytes.subarray(start);
  if (rest.every((byte) => byte === 0)) return true;
  const reachesBeyond = start + HEADER + bytes.readUInt16LE(start + 4) > bytes.length;
  return reachesBeyond && rest.length <= BLOCK && !holdsPayload(rest) && !holdsRecord(rest);
}

/** Whether the checksum of the record at the start fits some shorter payload than its length says. */
function holdsPayload(rest: Buffer): boolean {
  const wanted = rest.readUInt32LE(0);
  let state = NO_BYTES;
  for (const byte of rest.subarray(6)) {
    state = addByte(state, byte);
    if (masked(state) === wanted) return true;
  }
  return false;
}

/** Whether a whole record lies somewhere after the start. */
function holdsRecord(rest: Buffer): boolean {
  for (let start = 1; start + HEADER <= rest.length; start++) if (recordAt(rest, start, rest.length) !== undefined) return true;
  return false;
}
