export type Json = Readonly<Record<string, unknown>>;

export interface Resolver {
  /** Follows a `$ref` in the document. Returns an empty object if there is nothing. */
  resolve(value: unknown): Json;
  /** Returns the members of an object, each resolved. */
  entries(value: unknown): [name: string, value: Json][];
}

/** RFC 6901, as a URI fragment. */
const POINTER = /^#\//;

export function createResolver(document: Json): Resolver {
  function resolve(value: unknown): Json {
    if (!isObject(value)) return {};
    const { $ref: reference } = value;
    return typeof reference === 'string' ? resolve(at(reference)) : value;
  }

  function at(reference: string): unknown {
    const names = reference.replace(POINTER, '').split('/');
    return names.reduce<unknown>((owner, name) => (isObject(owner) ? owner[name] : undefined), document);
  }

  return {
    resolve,
    entries: (value) => (isObject(value) ? Object.entries(value).map(([name, member]) => [name, resolve(member)]) : []),
  };
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
