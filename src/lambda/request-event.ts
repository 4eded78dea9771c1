/** The part of an HTTP API's event (payload format 2.0) that the adapter reads. */
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
 * Reads an event, and replaces missing or invalid members with defaults.
 * Returns `undefined` if it is not a request: a schedule, a warm-up or another format.
 * Source: "Create AWS Lambda proxy integrations for HTTP APIs", API Gateway Developer Guide.
 */
export function readRequestEvent(event: unknown): RequestEvent | undefined {
  const { version, rawPath, rawQueryString, headers: sentHeaders, cookies, requestContext, body, isBase64Encoded } = fieldsOf(event);
  const { http, stage } = fieldsOf(requestContext);
  const { method, sourceIp } = fieldsOf(http);
  if (version !== '2.0' || typeof method !== 'string') return undefined;
  const headers = textsOf(sentHeaders);
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

/** Replaces an event that is not a request. The app answers it with 404. */
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

/** Removes the name of the stage from the start of the path. The path has none if the stage is `$default`. */
function withoutStage(path: string, stage: string): string {
  return stage !== '' && `${path}/`.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path;
}

/** Encodes the path again: API Gateway has already decoded it, and Express decodes it a second time. */
function encodePath(path: string): string {
  return path === '' ? '/' : path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}

function bodyOf({ body, isBase64Encoded }: Fields, headers: RequestEvent['headers']): Pick<RequestEvent, 'body' | 'isBase64Encoded'> {
  if (typeof body !== 'string') return { body: undefined, isBase64Encoded: false };
  const wasReplaced = isBase64Encoded !== true && body.includes('\ufffd') && Number(headers['content-length']) < Buffer.byteLength(body);
  return wasReplaced ? { body: withInvalidBytes(body), isBase64Encoded: true } : { body, isBase64Encoded: isBase64Encoded === true };
}

/** Replaces U+FFFD with an invalid byte, so that the app refuses the body. API Gateway replaces bytes that are not UTF-8 with U+FFFD. */
function withInvalidBytes(body: string): string {
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
