import type { DocumentedMethod, OpenApiDocument, Operation, Parameter, Ref } from '../../../src/openapi/document.ts';

/** An operation of the document, with its path for the record of the examples. */
export interface DocumentedOperation {
  readonly method: DocumentedMethod;
  /** The path in the document. */
  readonly template: string;
  readonly path: string;
  /** The record type's name, for the operations on records. */
  readonly typeName: string | undefined;
  readonly operation: Operation;
}

/** A request from an example of the document. */
export interface DocumentedRequest {
  /** The name of the example. */
  readonly name: string;
  /** The path with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const METHODS: readonly DocumentedMethod[] = ['get', 'head', 'post', 'put', 'patch', 'delete'];

export function documentedOperations(document: OpenApiDocument): DocumentedOperation[] {
  return Object.entries(document.paths).flatMap(([template, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      const [, typeName] = /^\/api\/v1\/([^/]+)/.exec(template) ?? [];
      return operation === undefined ? [] : [{ method, template, path: examplePath(document, template, operation), typeName, operation }];
    }),
  );
}

function examplePath(document: OpenApiDocument, template: string, { parameters }: Operation): string {
  return parameters
    .map((parameter) => resolvedParameter(document, parameter))
    .reduce((path, { name, schema }) => path.replace(`{${name}}`, String(schema.examples?.[0])), template);
}

/** Returns a request for each example body in each format. Adds a request with the first body for each example parameter and header. */
export function documentedRequests(document: OpenApiDocument, { path, operation }: DocumentedOperation): DocumentedRequest[] {
  const bodies = Object.entries(operation.requestBody?.content ?? {}).flatMap(([type, { examples = {} }]) =>
    Object.entries(examples).map(([name, { value }]) => ({
      name: `${name} as ${type}`,
      path,
      headers: { 'Content-Type': type },
      body: textOf(value),
    })),
  );
  const plain: DocumentedRequest = bodies[0] ?? { name: 'nothing more', path, headers: {} };
  const parameters = operation.parameters.map((parameter) => resolvedParameter(document, parameter));
  const others = parameters.flatMap((parameter) =>
    (parameter.schema.examples ?? []).slice(0, 1).flatMap((value) => requestWith(plain, parameter, value)),
  );
  return [...(bodies.length === 0 ? [plain] : bodies), ...others];
}

function requestWith(request: DocumentedRequest, { name, in: location }: Parameter, value: unknown): DocumentedRequest[] {
  const text = String(value);
  if (location === 'path') return [];
  if (location === 'header') return [{ ...request, name: `${name}: ${text}`, headers: { ...request.headers, [name]: text } }];
  return [{ ...request, name: `${name}=${text}`, path: `${request.path}?${encodeURIComponent(name)}=${encodeURIComponent(text)}` }];
}

export function resolvedParameter({ components }: OpenApiDocument, parameter: Parameter | Ref): Parameter {
  if (!('$ref' in parameter)) return parameter;
  const found = components.parameters[parameter.$ref.slice('#/components/parameters/'.length)];
  if (found === undefined) throw new Error(`${parameter.$ref} is nowhere in the document`);
  return found;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
