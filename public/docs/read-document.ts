import { createResolver, isObject, type Json, textOf } from './resolve.ts';

export interface ApiDocument {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly Tag[];
}

export interface Tag {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly Operation[];
}

export interface Operation {
  /** The part of the address after `#`, as the browser encodes it. It is also an id, which must not have spaces. */
  readonly anchor: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly bodies: readonly Content[];
  readonly responses: readonly Answer[];
}

export interface Parameter {
  readonly name: string;
  readonly place: string;
  readonly required: boolean;
  readonly description: string;
  readonly example: string;
}

/** A body in one media type. */
export interface Content {
  readonly mediaType: string;
  readonly example: string;
  /** The JSON Schema, with the schemas that it refers to one level deep. */
  readonly schema: string;
}

export interface Answer {
  readonly status: string;
  readonly description: string;
  readonly contents: readonly Content[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Reads the parts of an OpenAPI document that the page shows. */
export function readDocument(document: Json): ApiDocument {
  const { resolve, entries } = createResolver(document);
  const info = resolve(document['info']);

  function readOperation(path: string, method: string, operation: Json): Operation {
    return {
      anchor: `/${encodeURIComponent(firstTag(operation))}/${textOf(operation['operationId'])}`,
      method: method.toUpperCase(),
      path,
      summary: textOf(operation['summary']),
      description: textOf(operation['description']),
      parameters: [operation['parameters'] ?? []].flat().map((parameter) => readParameter(resolve(parameter))),
      bodies: readContents(resolve(operation['requestBody'])),
      responses: entries(operation['responses']).map(([status, answer]) => ({
        status,
        description: textOf(answer['description']),
        contents: readContents(answer),
      })),
    };
  }

  function readParameter(parameter: Json): Parameter {
    const { examples } = resolve(parameter['schema']);
    return {
      name: textOf(parameter['name']),
      place: textOf(parameter['in']),
      required: parameter['required'] === true,
      description: textOf(parameter['description']),
      example: [Array.isArray(examples) ? (examples[0] ?? '') : ''].flat().join(),
    };
  }

  function readContents(owner: Json): Content[] {
    return entries(owner['content']).map(([mediaType, content]) => {
      const [first] = entries(content['examples']);
      const value = first?.[1]['value'] ?? '';
      return {
        mediaType,
        example: typeof value === 'string' ? value : JSON.stringify(value, null, 2),
        schema: JSON.stringify(resolve(content['schema']), null, 2),
      };
    });
  }

  const operations = entries(document['paths']).flatMap(([path, item]) =>
    entries(item)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => ({ tag: firstTag(operation), operation: readOperation(path, method, operation) })),
  );
  return {
    title: textOf(info['title']),
    description: textOf(info['description']),
    tags: [document['tags'] ?? []]
      .flat()
      .filter(isObject)
      .map((tag) => ({
        name: textOf(tag['name']),
        description: textOf(tag['description']),
        operations: operations.filter((one) => one.tag === tag['name']).map((one) => one.operation),
      })),
  };
}

function firstTag({ tags }: Json): string {
  return Array.isArray(tags) ? textOf(tags[0]) : '';
}
