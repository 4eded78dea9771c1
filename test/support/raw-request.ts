import { connect } from 'node:net';

export interface RawRequest {
  readonly method: string;
  /** Sent unchanged in the request line. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Encodes a request without the corrections of a client library: the URL in UTF-8, each character of a header as one byte. */
function bytesOf({ method, url, headers, body }: RawRequest): Buffer {
  const length = body.length === 0 ? [] : [`Content-Length: ${body.length}`];
  const fields = [...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), ...length];
  return Buffer.concat([Buffer.from(`${method} ${url} HTTP/1.1\r\n`), Buffer.from(`${fields.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

/** Sends bytes and returns everything that the server sends until it closes the connection. It may send nothing. */
async function exchange(port: number, bytes: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  // The server may refuse the request and close the connection before all bytes are sent.
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
    socket.once('error', () => resolve());
  });
  socket.write(bytes);
  await closed;
  return Buffer.concat(chunks).toString('utf8');
}

/** Sends a request on a new connection. */
export async function sendRaw(port: number, request: RawRequest): Promise<RawAnswer> {
  return await sendBytes(port, bytesOf({ ...request, headers: { Host: 'localhost', Connection: 'close', ...request.headers } }));
}

/** Sends bytes that need not be a whole request. */
export async function sendBytes(port: number, bytes: string | Buffer): Promise<RawAnswer> {
  const answer = await exchange(port, bytes);
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  const [line = '', ...fields] = head.split('\r\n');
  const headers = fields.map((field): [string, string] => {
    const colon = field.indexOf(':');
    return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
  });
  return { status: Number(line.split(' ')[1]), headers: Object.fromEntries(headers), body: rest.join('\r\n\r\n') };
}
