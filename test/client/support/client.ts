import { type Client, type ClientOptions, createClientFor } from '../../../client/src/exports.ts';
import type { Service } from '../../support/service.ts';

type Values = { readonly title: string; readonly notes?: string; readonly status: 'open' | 'done'; readonly tags?: readonly string[] };

/** The part of `tasks` that the tests use. */
type Shapes = {
  readonly tasks: {
    readonly values: Values;
    readonly new: Partial<Values>;
    readonly patch: { readonly [Name in keyof Values]?: Values[Name] | null };
    readonly filters: { readonly title?: string; readonly tags?: string | readonly string[] };
    readonly sort: 'createdAt' | 'title';
    readonly references: { readonly customer: 'customers' };
    readonly actions: { readonly complete: undefined };
    readonly choices: 'status';
  };
};

/** What happens to an attempt on its way to the service. */
export type Interfere = (send: () => Promise<Response>, init: RequestInit) => Promise<Response>;

export interface TestClient {
  readonly records: Client<Shapes>;
  /** The attempts so far. */
  readonly attempts: readonly (RequestInit & { readonly url: string; readonly headers: Headers })[];
  /** The next attempts meet these, one each; later ones reach the service. */
  interfere(...ways: readonly Interfere[]): void;
}

export async function createTestClient(service: Service, options: Partial<ClientOptions> = {}): Promise<TestClient> {
  const token = await service.tokenFor({ sub: 'ada', groups: ['admin'], workspace: crypto.randomUUID() });
  const attempts: TestClient['attempts'][number][] = [];
  let ways: Interfere[] = [];
  const fetchThroughFaults: typeof fetch = async (url, init = {}) => {
    attempts.push({ ...init, url: String(url), headers: new Headers(init.headers) });
    const send = async () => await fetch(url, init);
    return await (ways.shift() ?? (async () => await send()))(send, init);
  };
  return {
    records: createClientFor<Shapes>({ tasks: ['title'] }, { baseUrl: service.url, token, fetch: fetchThroughFaults, ...options }),
    attempts,
    interfere: (...next) => {
      ways = [...next];
    },
  };
}

/** The connection is lost before the request arrives. */
export const lost: Interfere = async () => {
  throw new TypeError('connection lost');
};

/** The service applies the request, and the answer is lost. */
export const answerLost: Interfere = async (send) => {
  await send();
  throw new TypeError('connection lost');
};

/** A gateway or the service refuses. */
export const refused =
  (status: number, retryAfter = '0'): Interfere =>
  async () =>
    new Response('<html>', { status, headers: { 'Retry-After': retryAfter } });
