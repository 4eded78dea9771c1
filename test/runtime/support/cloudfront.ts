import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { runInNewContext } from 'node:vm';
import { resolved } from '../../infra/support/intrinsics.ts';
import { at, isObject, listAt, propertiesOf } from '../../infra/support/resources.ts';
import type { Template } from '../../infra/support/templates.ts';

export interface DistributionOptions {
  /** The template with its configuration. */
  readonly template: Template;
  /** The folder of the built UI, in place of the bucket. */
  readonly files: string;
  /** Files that a deployment adds, by path. */
  readonly added: Readonly<Record<string, string>>;
  /** The origin of `/api/`. */
  readonly apiUrl: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

/** Simulates CloudFront with the configuration of a template. The returned `fetch` answers for any host. */
export function createDistribution({ template, files, added, apiUrl }: DistributionOptions): typeof fetch {
  const config = at(propertiesOf(template, 'AWS::CloudFront::Distribution'), 'DistributionConfig');
  const code = String(propertiesOf(template, 'AWS::CloudFront::Function')['FunctionCode']);
  const pages = at(config, 'DefaultCacheBehavior');
  const headers = headersOf(template);

  async function fileAt(request: Request, path: string): Promise<Response> {
    const routed: unknown = runInNewContext(`${code}; handler(event)`, { event: { request: { uri: path, method: request.method } } });
    const status = at(routed, 'statusCode');
    if (typeof status === 'number') {
      return new Response(null, { status, headers: { ...headers, location: String(at(routed, 'headers', 'location', 'value')) } });
    }
    const uri = String(at(routed, 'uri'));
    // S3 answers 403 for a missing file if the client may not list the bucket.
    const body = added[uri] ?? (await readFile(files + uri).catch(() => undefined));
    if (body === undefined) return new Response('<Error/>', { status: 403, headers: { ...headers, 'content-type': 'application/xml' } });
    return new Response(new Uint8Array(Buffer.from(body)), { headers: { ...headers, 'content-type': TYPES[extname(uri)] ?? '' } });
  }

  return async function fromCloudFront(input, init) {
    const request = new Request(input, init);
    const { protocol, pathname, search } = new URL(request.url);
    const behavior = listAt(config, 'CacheBehaviors').find((candidate) => matches(String(at(candidate, 'PathPattern')), pathname)) ?? pages;
    if (!listAt(behavior, 'AllowedMethods').includes(request.method)) return new Response(null, { status: 403 });
    if (protocol === 'http:') return inClearText(at(behavior, 'ViewerProtocolPolicy'), request.url);
    return behavior === pages ? await fileAt(request, pathname) : await fetch(`${apiUrl}${pathname}${search}`, init);
  };
}

function matches(pattern: string, path: string): boolean {
  return path.startsWith(pattern.replace(/\*$/, ''));
}

function inClearText(policy: unknown, url: string): Response {
  if (policy === 'redirect-to-https') return new Response(null, { status: 301, headers: { location: url.replace('http:', 'https:') } });
  return new Response(null, { status: 403 });
}

/** The response headers that the smoke test checks. */
function headersOf(template: Template): Record<string, string> {
  const policy = resolved(template, at(propertiesOf(template, 'AWS::CloudFront::ResponseHeadersPolicy'), 'ResponseHeadersPolicyConfig'));
  const security = at(policy, 'SecurityHeadersConfig');
  return {
    'content-security-policy': String(at(security, 'ContentSecurityPolicy', 'ContentSecurityPolicy')),
    'strict-transport-security': `max-age=${at(security, 'StrictTransportSecurity', 'AccessControlMaxAgeSec')}`,
    ...(isObject(at(security, 'ContentTypeOptions')) ? { 'x-content-type-options': 'nosniff' } : {}),
  };
}
