import { malformed, type Problem } from '../problem.ts';

/** The outermost value is level 1. */
const MAX_DEPTH = 32;

/**
 * Reads JSON as strictly as RFC 8259 lets a receiver be: UTF-8 only (a BOM is taken), no key twice, at most 32 levels.
 * @throws {Problem} `malformed-request`
 */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw malformedJson('empty-body', 'is empty; send a JSON object');
  const text = decodeUtf8(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw malformedJson('malformed-json', `is not JSON: ${error instanceof SyntaxError ? error.message : 'it cannot be parsed'}`);
  }
  checkStructure(text);
  return value;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws {Problem} `malformed-request` if the bytes are not UTF-8 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    throw malformedJson('not-utf-8', 'is not UTF-8 text; send it in UTF-8', error);
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Strings as a whole, so that no brace inside one counts; then everything that opens, closes or separates.
const TOKEN = /"(?:[^"\\]+|\\.)*"|[{}[\],:]/g;

/** Walks the tokens of a text that JSON.parse has accepted, which by itself keeps the last of two keys and nests without end. */
function checkStructure(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  let key: string | undefined;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : undefined);
      if (open.length > MAX_DEPTH) throw malformedJson('too-deep', `is nested more than ${MAX_DEPTH} levels deep`);
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (token === ':') {
      const keys = open.at(-1);
      const name: unknown = JSON.parse(key ?? '""');
      if (keys?.has(String(name))) throw malformedJson('repeated-key', `has the key ${key} twice in one object`);
      keys?.add(String(name));
    } else {
      key = token;
    }
  }
}

function malformedJson(code: string, detail: string, cause?: unknown): Problem {
  const problem = malformed([{ in: 'body', pointer: '', code, detail }]);
  if (cause !== undefined) problem.cause = cause;
  return problem;
}
