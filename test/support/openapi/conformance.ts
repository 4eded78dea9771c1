import type { Header, Media, OpenApiDocument, Ref } from '../../../src/openapi/document.ts';
import { isGatewayHeader } from '../gateway-headers.ts';
import { createFinder, type DocumentedAnswer, type DocumentedResponse, decoded, escapePointer } from './described-path.ts';
import { createValidate } from './validate.ts';

/** Compares an answer with the document. @throws an Error that lists every difference */
export type AssertDocumented = (answer: DocumentedAnswer) => void;

/** Creates a function that compares answers with an OpenAPI 3.1 document. */
export function createConformance(document: OpenApiDocument): AssertDocumented {
  const find = createFinder(document);
  const validate = createValidate(document);
  const ownHeaders = new Set([...Object.keys(document.components.headers), 'Allow'].map((name) => name.toLowerCase()));

  function headerFaults({ headers }: DocumentedAnswer, { response, pointer }: DocumentedResponse): string[] {
    const documented = Object.entries(response.headers ?? {}).map(([name, header]): [string, Header] => [
      name,
      resolvedHeader(document, header),
    ]);
    const faults = documented.flatMap(([name, header]) => {
      const value = headers[name.toLowerCase()];
      if (value === undefined) return header.required ? [`the header ${name} is missing`] : [];
      const text = String(value);
      const at = `${pointer}/headers/${escapePointer(name)}`;
      const schema = header === response.headers?.[name] ? `${at}/schema` : `#/components/headers/${name}/schema`;
      return validate(schema, header.schema.type === 'integer' ? Number(text) : text).map(
        (fault) => `the header ${name}: ${text} ${fault}`,
      );
    });
    const known = new Set(documented.map(([name]) => name.toLowerCase()));
    const unknown = Object.keys(headers).filter((name) => !known.has(name) && !isTransportHeader(name) && !isGatewayHeader(name));
    return [...faults, ...unknown.map((name) => `the header ${name} is not documented${ownHeaders.has(name) ? ' here' : ''}`)];
  }

  function bodyFaults(answer: DocumentedAnswer, { response, pointer }: DocumentedResponse): string[] {
    const { method, headers, path } = answer;
    const [type = ''] = String(headers['content-type'] ?? '').split(';');
    if (response.content === undefined) return isEmpty(answer.body) ? [] : ['a body is not documented'];
    const media = response.content[type];
    if (media === undefined) return [`the content type "${type}" is not documented; ${Object.keys(response.content).join(', ')} are`];
    if (method.toLowerCase() === 'head') return isEmpty(answer.body) ? [] : ['an answer to HEAD has no body'];
    const schema = `${pointer}/content/${escapePointer(type)}/schema`;
    // Without `fields`, the answer must match the first schema: a page of whole records.
    const isWhole = media.schema.anyOf !== undefined && !/[?&]fields=/.test(path);
    const faults = validate(isWhole ? `${schema}/anyOf/0` : schema, parsed(answer.body, type));
    return [...faults.map((fault) => `the body ${fault}`), ...relationFaults(answer, type), ...problemFaults(answer, media, type)];
  }

  return function assertDocumented(answer) {
    if (isPreflight(answer)) return;
    const documented = find(answer);
    const faults = typeof documented === 'string' ? [documented] : [...headerFaults(answer, documented), ...bodyFaults(answer, documented)];
    if (faults.length === 0) return;
    const { method, path, status, body } = answer;
    const shown = typeof body === 'string' ? body : JSON.stringify(body);
    throw new Error(
      [`${method.toUpperCase()} ${path} answered ${status}, not as documented:`, ...faults, `body: ${shown?.slice(0, 2000)}`].join('\n  '),
    );
  };
}

/** Checks the type of a problem. All problems have the same schema, so the examples list the possible types. */
function problemFaults({ body }: DocumentedAnswer, { examples = {} }: Media, mediaType: string): string[] {
  if (mediaType !== 'application/problem+json') return [];
  const { type } = Object(parsed(body, mediaType));
  const documented = Object.values(examples).map(({ value }) => Object(value).type);
  return documented.includes(type) ? [] : [`"type" is ${type}; documented are ${documented.join(', ')}`];
}

/** Checks members that must equal the status, the path or a header, which JSON Schema cannot express. */
function relationFaults({ status, path, headers, body }: DocumentedAnswer, type: string): string[] {
  const value = parsed(body, type);
  if (typeof value !== 'object' || value === null) return [];
  const members = new Map<string, unknown>(Object.entries(value));
  const id = members.get('id');
  const equal: [string, unknown, unknown][] = [];
  if (headers['etag'] !== undefined && members.has('version')) equal.push(['the ETag', headers['etag'], `"${members.get('version')}"`]);
  if (headers['location'] !== undefined) equal.push(['the Location', headers['location'], `${pathOf(path)}/${id}`]);
  if (type === 'application/problem+json') {
    const needed = { 401: 'www-authenticate', 429: 'retry-after', 503: 'retry-after' }[status];
    equal.push(['"status"', members.get('status'), status]);
    // API Gateway decodes the path. The problem of an unreadable request has no path.
    if (members.get('type') !== 'about:blank') equal.push(['"instance"', decoded(String(members.get('instance'))), decoded(pathOf(path))]);
    equal.push(['"requestId"', members.get('requestId'), headers['x-request-id']]);
    if (needed !== undefined) equal.push([`whether there is ${needed}`, headers[needed] !== undefined, true]);
  }
  return equal.filter(([, found, wanted]) => found !== wanted).map(([name, found, wanted]) => `${name} is ${found}, not ${wanted}`);
}

/** Checks whether a header belongs to HTTP, to browser security or to the transport, not to this API. */
function isTransportHeader(name: string): boolean {
  const names = 'connection|keep-alive|content-length|content-type|transfer-encoding|date|vary|strict-transport-security|referrer-policy';
  return new RegExp(`^(${names}|access-control-.*|cross-origin-.*|origin-agent-cluster|content-security-policy|x-(?!request-id$).*)$`).test(
    name,
  );
}

/** Checks for the answer to a preflight request, which belongs to CORS and is not documented. */
function isPreflight({ method, headers }: DocumentedAnswer): boolean {
  return method.toLowerCase() === 'options' && headers['access-control-allow-methods'] !== undefined;
}

function resolvedHeader(document: OpenApiDocument, header: Header | Ref): Header {
  if (!('$ref' in header)) return header;
  const found = document.components.headers[header.$ref.slice('#/components/headers/'.length)];
  if (found === undefined) throw new Error(`${header.$ref} is nowhere in the document`);
  return found;
}

function isEmpty(body: unknown): boolean {
  return body === undefined || body === '' || (typeof body === 'object' && body !== null && Object.keys(body).length === 0);
}

function parsed(body: unknown, type: string): unknown {
  return typeof body === 'string' && type.endsWith('json') ? JSON.parse(body) : body;
}

function pathOf(path: string): string {
  return path.split(/[?#]/)[0] ?? '';
}
