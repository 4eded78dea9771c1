import fc, { type Arbitrary } from 'fast-check';
import type { Media, OpenApiDocument, Parameter } from '../../../src/openapi/document.ts';
import { EXAMPLE_ID } from '../../../src/openapi/subject.ts';
import { type DocumentedOperation, documentedOperations, resolvedParameter } from '../../support/openapi/documented-operations.ts';
import type { RawRequest } from '../../support/raw-request.ts';
import { createSchemaArbitrary, SOME_ID } from './schema-arbitrary.ts';

/** A request that is valid according to the document, or has one fault. */
export interface GeneratedRequest extends Omit<RawRequest, 'body'> {
  /** The path in the document. */
  readonly template: string;
  readonly body: string;
}

export interface BrokenRequest extends GeneratedRequest {
  /** Where the request is not as documented: `body /title`, `query limit`. */
  readonly fault: string;
}

export interface DocumentedArbitrary {
  readonly valid: Arbitrary<GeneratedRequest>;
  /** Broken in exactly one location. */
  readonly broken: Arbitrary<BrokenRequest>;
}

interface Sent {
  readonly name: string;
  readonly value: string;
}

/** Opaque: only the service can create one. */
const OPAQUE = 'cursor';
const MOST_PARAMETERS = 3;

/** Requests for every operation of the document, made from the document alone; `{id}` stands for a record. */
export function createDocumentedArbitrary(document: OpenApiDocument): DocumentedArbitrary {
  const { valid, broken } = createSchemaArbitrary(document.components.schemas);
  const operations = documentedOperations(document);

  const parametersOf = ({ operation }: DocumentedOperation, location: Parameter['in']): Parameter[] =>
    operation.parameters
      .map((parameter) => resolvedParameter(document, parameter))
      .filter((candidate) => candidate.in === location && candidate.name !== OPAQUE);

  function validParameter({ name, in: location, schema, required }: Parameter): Arbitrary<Sent[]> {
    // The document does not cover white space at the ends of headers, and bytes without a common encoding.
    const isSendable = (text: string) => (location === 'header' ? /^[!-~]([ -~]*[!-~])?$/.test(text) : true);
    const hint = location === 'header' && schema.pattern === undefined ? fc.constantFrom(...(schema.examples ?? ['plain'])) : valid(schema);
    const sent = hint.filter((value) => isSendable(textOf(value)) && !isSplit(value)).map((value) => [{ name, value: textOf(value) }]);
    return required === true ? sent : fc.option(sent, { nil: [], freq: 1 });
  }

  function validParameters(operation: DocumentedOperation, location: 'query' | 'header'): Arbitrary<Sent[]> {
    const all = parametersOf(operation, location);
    return fc
      .subarray(all, { maxLength: Math.min(all.length, MOST_PARAMETERS) })
      .chain((some) => fc.tuple(...some.map(validParameter)).map((sent) => sent.flat()));
  }

  function validBody({ operation }: DocumentedOperation): Arbitrary<{ type: string; value: unknown } | undefined> {
    const media = Object.entries(operation.requestBody?.content ?? {});
    return media.length === 0 ? fc.constant(undefined) : fc.oneof(...media.map(([type, content]) => validMedia(type, content)));
  }

  function validMedia(type: string, { schema, examples = {} }: Media): Arbitrary<{ type: string; value: unknown }> {
    const shown = Object.values(examples).map(({ value }) => ({ type, value }));
    return type.endsWith('json') ? valid(schema).map((value) => ({ type, value })) : fc.constantFrom(...shown);
  }

  const requestOf = (operation: DocumentedOperation): Arbitrary<GeneratedRequest> =>
    fc
      .tuple(validParameters(operation, 'query'), validParameters(operation, 'header'), validBody(operation))
      .map(([query, headers, body]) => generated({ operation, query, headers, body }));

  function brokenBody(operation: DocumentedOperation): Arbitrary<BrokenRequest>[] {
    const media = Object.entries(operation.operation.requestBody?.content ?? {}).filter(([type]) => type.endsWith('json'));
    return media.map(([type, { schema }]) =>
      broken(schema).map(({ value, pointer }) => ({
        ...generated({ operation, query: [], headers: [], body: { type, value } }),
        fault: `body ${pointer}`,
      })),
    );
  }

  function brokenQuery(operation: DocumentedOperation): Arbitrary<BrokenRequest>[] {
    const body = validBody(operation);
    const wrong = parametersOf(operation, 'query').flatMap(({ name, schema }) =>
      invalidTexts(schema).map((value) => ({ name, query: [{ name, value }] })),
    );
    const single = parametersOf(operation, 'query').filter(({ schema }) => schema.type !== 'array');
    const repeated = single.map(({ name, schema }) => ({
      name,
      query: [1, 2].map(() => ({ name, value: textOf(schema.default ?? schema.examples?.[0] ?? true) })),
    }));
    const faults = [...wrong, ...repeated, { name: 'colour', query: [{ name: 'colour', value: 'red' }] }];
    return [
      fc.tuple(fc.constantFrom(...faults), body).map(([{ name, query }, content]) => ({
        ...generated({ operation, query, headers: [], body: content }),
        fault: `query ${name}`,
      })),
    ];
  }

  return {
    valid: fc.oneof(...operations.map(requestOf)),
    broken: fc.oneof(...operations.flatMap((operation) => [...brokenBody(operation), ...brokenQuery(operation)])),
  };
}

interface Parts {
  readonly operation: DocumentedOperation;
  readonly query: readonly Sent[];
  readonly headers: readonly Sent[];
  readonly body: { readonly type: string; readonly value: unknown } | undefined;
}

function generated({ operation, query, headers, body }: Parts): GeneratedRequest {
  const search = query.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('&');
  const text =
    body === undefined ? '' : typeof body.value === 'string' && !body.type.endsWith('json') ? body.value : JSON.stringify(body.value);
  return {
    template: operation.template,
    method: operation.method.toUpperCase(),
    url: `${operation.path.replace(EXAMPLE_ID, '{id}')}${search === '' ? '' : `?${search}`}`,
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': body.type }),
      ...Object.fromEntries(headers.map(({ name, value }) => [name, value])),
    },
    body: text.replaceAll(SOME_ID, '{id}'),
  };
}

/** Texts that are invalid for a parameter's schema, and for the items of a list. */
function invalidTexts({ type, enum: choices, format, maxLength, minimum, maximum, items }: Parameter['schema']): string[] {
  if (items !== undefined) return invalidTexts(items);
  if (choices !== undefined) return ['no-such-choice', ''];
  if (type === 'boolean') return ['maybe', '1', ''];
  if (type === 'integer') return ['x', '1.5', '', String((minimum ?? 0) - 1), ...(maximum === undefined ? [] : [String(maximum + 1)])];
  if (format === 'date') return ['2026-02-30', 'tomorrow', ''];
  return maxLength === undefined ? [] : ['x'.repeat(maxLength + 1)];
}

/** Whether a list, once joined, could be read as a list with another number of items. */
function isSplit(value: unknown): boolean {
  return Array.isArray(value) && value.some((item) => String(item).includes(','));
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}
