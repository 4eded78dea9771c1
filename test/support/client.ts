import request, { type Response } from 'supertest';
import type { Target } from './target.ts';

export type Answer = Response;

export interface SendOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes are sent unchanged, other values as JSON. */
  readonly body?: unknown;
}

export type Method = 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete' | 'options' | 'trace';
type Send = (path: string, options?: SendOptions) => Promise<Answer>;

/** Sends requests for a caller, or without a token. */
export interface Client extends Readonly<Record<'get' | 'head' | 'post' | 'put' | 'patch' | 'delete', Send>> {
  send(method: Method, path: string, options?: SendOptions): Promise<Answer>;
}

export function createClient({ app }: Pick<Target, 'app'>, token?: string): Client {
  async function send(method: Method, path: string, { headers = {}, body }: SendOptions = {}): Promise<Answer> {
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
    const sent = {
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined || isRaw ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    };
    const test = request(app)[method](path).set(sent);
    // Without this, superagent would turn the bytes into JSON.
    if (Buffer.isBuffer(body)) test.serialize((bytes) => bytes);
    return await test.send(body === undefined || isRaw ? body : JSON.stringify(body));
  }

  const by =
    (method: Method): Send =>
    async (path, options) =>
      await send(method, path, options);
  return { send, get: by('get'), head: by('head'), post: by('post'), put: by('put'), patch: by('patch'), delete: by('delete') };
}
