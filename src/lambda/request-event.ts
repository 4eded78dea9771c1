/** An event of an HTTP API (payload format 2.0), as far as the adapter reads it, and made fit for it. */
export interface RequestEvent {
  readonly version: '2.0';
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[] | undefined;
  readonly body: string | undefined;
  readonly isBase64Encoded: boolean;
  readonly requestContext: { readonly http: { readonly method: string; readonly sourceIp: string } };
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads an event, as odd as it may be; `undefined` if it is no request but a schedule, a warm-up or another format.
 * Source: "Create AWS Lambda proxy integrations for HTTP APIs", API Gateway Developer Guide.
 */
export function readRequestEvent(event: unknown): RequestEvent | undefined {
  const { version, rawPath, rawQueryString, headers: given, cookies, requestContext, body, isBase64Encoded } = fieldsOf(event);
  const { http, stage } = fieldsOf(requestContext);
  const { method, sourceIp } = fieldsOf(http);
  if (version !== '2.0' || typeof method !== 'string') return undefined;
  const headers = textsOf(given);
  return {
    version,
    rawPath: encodePath(withoutStage(textOf(rawPath), textOf(stage))),
    rawQueryString: textOf(rawQueryString),
    headers,
    cookies: Array.isArray(cookies) ? cookies.map(textOf) : undefined,
    ...bodyOf({ body, isBase64Encoded }, headers),
    requestContext: { http: { method, sourceIp: textOf(sourceIp) } },
  };
}

/** The event of a request for nothing, by which the app tells in its own words that there is nothing. */
export const EMPTY_REQUEST: RequestEvent = Object.freeze({
  version: '2.0',
  rawPath: '/',
  rawQueryString: '',
  headers: {},
  cookies: undefined,
  body: undefined,
  isBase64Encoded: false,
  requestContext: { http: { method: 'GET', sourceIp: '' } },
});

/** A stage that has a name of its own stands in front of the path. */
function withoutStage(path: string, stage: string): string {
  return stage !== '' && `${path}/`.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path;
}

/** The gateway has decoded the path, and Express will do so again. */
function encodePath(path: string): string {
  return path === '' ? '/' : path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}

function bodyOf({ body, isBase64Encoded }: Fields, headers: RequestEvent['headers']): Pick<RequestEvent, 'body' | 'isBase64Encoded'> {
  if (typeof body !== 'string') return { body: undefined, isBase64Encoded: false };
  const wasMended = isBase64Encoded !== true && body.includes('\ufffd') && Number(headers['content-length']) < Buffer.byteLength(body);
  return wasMended ? { body: unmended(body), isBase64Encoded: true } : { body, isBase64Encoded: isBase64Encoded === true };
}

/** The gateway puts U+FFFD for each byte that is not UTF-8; a byte that is not UTF-8 is put back, so that the app sees the fault. */
function unmended(body: string): string {
  const notUtf8 = Buffer.of(0xff);
  const parts = body.split('\ufffd').map((part) => Buffer.from(part));
  return Buffer.concat(parts.flatMap((part, n) => (n === 0 ? [part] : [notUtf8, part]))).toString('base64');
}

function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function textsOf(value: unknown): Record<string, string> {
  const fields = fieldsOf(value);
  const texts: Record<string, string> = {};
  for (const name of Object.keys(fields)) {
    const text = fields[name];
    if (typeof text === 'string') texts[name] = text;
  }
  return texts;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
