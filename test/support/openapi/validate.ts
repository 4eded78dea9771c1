import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { OpenApiDocument } from '../../../src/openapi/document.ts';

/** Makes a check of values against the schemas of a document, by JSON Pointer, that gives their faults. Each schema is compiled once, when it is first needed. */
export function createValidate(document: OpenApiDocument): (pointer: string, value: unknown) => string[] {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true, verbose: true });
  formats.default(ajv, ['date', 'date-time', 'uuid']);
  // A hint for people; the pattern beside it is exact.
  ajv.addFormat('email', true);
  ajv.addVocabulary(Object.keys(document));
  ajv.addSchema(document, 'openapi');
  const compiled = new Map<string, ValidateFunction>();

  return (pointer, value) => {
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi${pointer}` });
    compiled.set(pointer, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) =>
      `${instancePath} ${message} ${JSON.stringify(params)}`.trim(),
    );
  };
}
