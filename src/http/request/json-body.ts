import { isUtf8 } from 'node:buffer';
import { excerpt } from '../../schema/text-rules.ts';
import { malformed, type Problem } from '../problem.ts';

/** Maximum nesting; the outermost value is level 1. DynamoDB has the same limit. */
const MAX_DEPTH = 32;
/** Maximum number of objects, lists and members. A batch of 100 records with 100 fields each has 10,400. */
const MAX_NODES = 50_000;

/**
 * Reads JSON with all restrictions that RFC 8259 allows: UTF-8 only (a BOM is accepted), no repeated key, at most 32 levels.
 * The number of objects, lists and members is limited because `JSON.parse` cannot be interrupted.
 * @throws {Problem} `malformed-request`
 */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw malformedJson('empty-body', 'is empty; send a JSON object');
  const text = decodeUtf8(bytes);
  const fault = structureFault(text);
  if (fault?.endsParsing) throw fault.problem;
  const value = parseOrRefuse(text);
  if (fault !== undefined) throw fault.problem;
  return value;
}

function parseOrRefuse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    throw malformedJson('malformed-json', `is not JSON: ${error instanceof SyntaxError ? error.message : 'it cannot be parsed'}`);
  }
}

/** @throws {Problem} `malformed-request` if the bytes are not UTF-8 */
export function checkUtf8(bytes: Uint8Array): void {
  if (!isUtf8(bytes)) throw malformedJson('not-utf-8', 'is not UTF-8 text; send it in UTF-8');
}

const utf8 = new TextDecoder('utf-8');

function decodeUtf8(bytes: Uint8Array): string {
  checkUtf8(bytes);
  return utf8.decode(bytes);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface StructureFault {
  readonly problem: Problem;
  /** Whether to skip JSON.parse, because it would take too long. */
  readonly endsParsing: boolean;
}

const [QUOTE, COLON, OPEN_LIST, BACKSLASH, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [...'":[\\]{}'].map((character) =>
  character.charCodeAt(0),
);

/**
 * Finds the first fault that `JSON.parse` accepts: a repeated key, or more levels or values than the limits.
 * Ignores malformed text, because `JSON.parse` reports it.
 */
function structureFault(text: string): StructureFault | undefined {
  /** The keys of each open object, or `undefined` for a list. */
  const open: (Set<string> | undefined)[] = [];
  let nodes = 0;
  let key = '';
  for (let position = 0; position < text.length; position++) {
    const character = text.charCodeAt(position);
    if (character === QUOTE) {
      const end = endOfString(text, position);
      if (end === undefined) return undefined;
      key = text.slice(position, end);
      position = end - 1;
    } else if (character === OPEN_OBJECT || character === OPEN_LIST) {
      open.push(character === OPEN_OBJECT ? new Set<string>() : undefined);
      if (++nodes > MAX_NODES) return { problem: tooManyNodes(), endsParsing: true };
      if (open.length > MAX_DEPTH) return { problem: tooDeep(), endsParsing: true };
    } else if (character === CLOSE_OBJECT || character === CLOSE_LIST) {
      open.pop();
    } else if (character === COLON) {
      if (++nodes > MAX_NODES) return { problem: tooManyNodes(), endsParsing: true };
      const keys = open.at(-1);
      const name = unescaped(key);
      if (keys?.has(name)) return { problem: repeatedKey(key), endsParsing: false };
      keys?.add(name);
    }
  }
  return undefined;
}

/** Returns the position after the string that begins at `start`; `undefined` if the string does not end. */
function endOfString(text: string, start: number): number | undefined {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return undefined;
}

function unescaped(key: string): string {
  if (!key.includes('\\')) return key.slice(1, -1);
  try {
    return String(JSON.parse(key));
  } catch {
    // The whole text is malformed; `JSON.parse` reports it.
    return key;
  }
}

function tooManyNodes(): Problem {
  return malformedJson('too-many-values', `has more than ${MAX_NODES.toLocaleString('en')} objects, lists and members`);
}

function tooDeep(): Problem {
  return malformedJson('too-deep', `is nested more than ${MAX_DEPTH} levels deep`);
}

function repeatedKey(key: string): Problem {
  return malformedJson('repeated-key', `has the key ${excerpt(key)} twice in one object`);
}

function malformedJson(code: string, detail: string): Problem {
  return malformed([{ in: 'body', pointer: '', code, detail }]);
}
