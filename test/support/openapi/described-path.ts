import type { OpenApiDocument, Operation, PathItem, Ref, ResponseObject } from '../../../src/openapi/document.ts';

/** An answer of the API, with its request. */
export interface DocumentedAnswer {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The text, or the parsed JSON. `''`, `{}` and `undefined` mean no body. */
  readonly body: unknown;
}

/** The documented response for an answer, and a JSON Pointer to it. */
export interface DocumentedResponse {
  readonly response: ResponseObject;
  readonly pointer: string;
}

type Asked = Pick<DocumentedAnswer, 'method' | 'path' | 'status'>;

/** Statuses of answers that the service sends before it matches the path. */
const BEFORE_THE_PATH: readonly number[] = [401, 429, 500, 503];

/** Creates a function that finds the documented response for an answer. It returns a text if there is none. */
export function createFinder(document: OpenApiDocument): (asked: Asked) => DocumentedResponse | string {
  const templates = Object.keys(document.paths).map((path): [RegExp, string] => [
    new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    path,
  ]);

  function templateOf(path: string): string | undefined {
    const asked = path.split(/[?#]/)[0] ?? '';
    return templateLike(asked) ?? templateLike(asked.split('/').map(decodedStep).join('/'));
  }

  function templateLike(asked: string): string | undefined {
    return Object.hasOwn(document.paths, asked) ? asked : templates.find(([shape]) => shape.test(asked))?.[1];
  }

  function resolved(response: ResponseObject | Ref, pointer: string): DocumentedResponse {
    if (!('$ref' in response)) return { response, pointer };
    const name = response.$ref.slice('#/components/responses/'.length);
    const found = document.components.responses[name];
    if (found === undefined) throw new Error(`${response.$ref} is nowhere in the document`);
    return { response: found, pointer: response.$ref };
  }

  function beforeThePath(status: number): DocumentedResponse | undefined {
    if (!BEFORE_THE_PATH.includes(status)) return undefined;
    const answers = Object.values(document.paths).flatMap((item) =>
      Object.values(item).map((operation: Operation) => operation.responses[status]),
    );
    const answer = answers.find((candidate) => candidate !== undefined);
    return answer === undefined ? undefined : resolved(answer, '');
  }

  return function find({ method, path, status }) {
    const template = templateOf(path);
    if (template === undefined) {
      if (status === 404) return { response: document['x-other-paths'], pointer: '#/x-other-paths' };
      return beforeThePath(status) ?? 'the path is not documented, so it should be a 404';
    }
    const name = nameOf(document.paths[template] ?? {}, method.toLowerCase());
    if (name === undefined) {
      if (status === 405) return { response: document['x-other-methods'], pointer: '#/x-other-methods' };
      // A missing record is reported before a wrong method.
      if (status === 404 && template.includes('{id}')) return { response: document['x-other-paths'], pointer: '#/x-other-paths' };
      return beforeThePath(status) ?? 'the method is not documented for this path, so it should be a 405';
    }
    const answers = document.paths[template]?.[name]?.responses ?? {};
    const answer = answers[status];
    if (answer === undefined) return `the status is not documented; ${Object.keys(answers).join(', ')} are`;
    return resolved(answer, `#/paths/${escapePointer(template)}/${name}/responses/${status}`);
  };
}

/** Returns the documented method. HEAD works wherever GET does. */
function nameOf(item: PathItem, method: string): keyof PathItem | undefined {
  const names: readonly (keyof PathItem)[] = ['get', 'head', 'post', 'put', 'patch', 'delete'];
  const name = names.find((candidate) => candidate === method && item[candidate] !== undefined);
  return name ?? (method === 'head' && item.get !== undefined ? 'get' : undefined);
}

/** Escapes a step of a JSON Pointer (RFC 6901, section 3). */
export function escapePointer(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Decodes a step of a path, unless it contains an encoded slash, which would split it. */
function decodedStep(step: string): string {
  const plain = decoded(step);
  return plain.includes('/') ? step : plain;
}

export function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
