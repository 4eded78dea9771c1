import type { JsonSchema } from '../schema/json-schema.ts';

/** The part of OpenAPI 3.1 that this document uses. */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers: readonly { readonly url: string; readonly description: string }[];
  readonly security: readonly Security[];
  readonly tags: readonly Tag[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: Components;
  /** Responses for other methods and other paths, which OpenAPI cannot describe. */
  readonly 'x-other-methods': ResponseObject;
  readonly 'x-other-paths': ResponseObject;
}

export interface Components {
  readonly securitySchemes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly schemas: Schemas;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly headers: Readonly<Record<string, Header>>;
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

export type Schemas = Readonly<Record<string, JsonSchema>>;

/** A security scheme by name. The list of its scopes is empty. */
export type Security = Readonly<Record<string, readonly []>>;

export type DocumentedMethod = 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete';
export type PathItem = Readonly<Partial<Record<DocumentedMethod, Operation>>>;

export interface Tag {
  readonly name: string;
  readonly description: string;
}

export interface Ref {
  readonly $ref: string;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security?: readonly Security[];
  /** The lowest role that may call the operation. */
  readonly 'x-required-role'?: string;
  readonly parameters: readonly (Parameter | Ref)[];
  readonly requestBody?: RequestBody;
  readonly responses: Readonly<Record<string, ResponseObject | Ref>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header';
  readonly description: string;
  readonly required?: boolean;
  readonly schema: JsonSchema;
  /** `form` without `explode`: one parameter with comma-separated values. */
  readonly style?: 'form';
  readonly explode?: boolean;
}

export interface RequestBody {
  readonly description: string;
  readonly required: true;
  readonly content: Content;
}

export interface ResponseObject {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Header | Ref>>;
  readonly content?: Content;
  readonly links?: Readonly<Record<string, Link>>;
}

/** A possible next request. Its parameters are runtime expressions. */
export interface Link {
  readonly operationId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export type Content = Readonly<Record<string, Media>>;

export interface Media {
  readonly schema: JsonSchema;
  readonly examples?: Readonly<Record<string, Example>>;
}

export interface Example {
  readonly summary: string;
  readonly value: unknown;
}

export interface Header {
  readonly description: string;
  /** Whether every response that lists the header has it. */
  readonly required?: boolean;
  readonly schema: JsonSchema;
  readonly example?: string | number;
}

/** Returns a reference to a part of `components`. */
export function ref(kind: keyof Components, name: string): Ref {
  return { $ref: `#/components/${kind}/${name}` };
}
