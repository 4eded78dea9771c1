import { hash } from 'node:crypto';
import type { Answer, ApiRequest, Route } from '../http/route.ts';
import type { OpenApiOptions } from './create-openapi.ts';

interface Built {
  readonly text: string;
  readonly etag: string;
}

/** Adds the route that serves the OpenAPI document of all routes, including this one. Builds the document on the first request. */
export function withOpenApi({ recordTypes, routes }: OpenApiOptions): Route[] {
  let building: Promise<Built> | undefined;

  /** Loads the code that describes the routes only now: no other request needs it, and it is an eighth of the service. */
  async function build(): Promise<Built> {
    const { createOpenApi } = await import('./create-openapi.ts');
    const text = JSON.stringify(createOpenApi({ recordTypes, routes: documented }));
    // Weak, because a server may compress the document.
    return { text, etag: `W/"${hash('sha256', text, 'base64url').slice(0, 22)}"` };
  }

  async function read({ ifNoneMatch }: ApiRequest): Promise<Answer> {
    building ??= build();
    const { text, etag } = await building;
    // A server compresses the document only if the client accepts that.
    const headers = { ETag: etag, Vary: 'Accept-Encoding' };
    if (ifNoneMatch?.(etag)) return { status: 304, headers };
    return { status: 200, headers, contentType: 'application/json', body: text };
  }

  const documented: Route[] = [
    ...routes,
    {
      name: 'readOpenApi',
      method: 'get',
      path: '/api/openapi.json',
      role: 'anyone',
      readsHeaders: ['if-none-match'],
      handle: read,
    },
  ];
  return documented;
}
