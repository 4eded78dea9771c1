import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { OpenApiDocument } from '../../../src/openapi/document.ts';

/**
 * Creates a function that validates values against the schemas of a document, by JSON Pointer, and returns the faults.
 * Each schema is compiled once, at its first use.
 */
export function createValidate(document: OpenApiDocument): (pointer: string, value: unknown) => string[] {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true, verbose: true });
  formats.default(ajv, ['date', 'date-time', 'uuid']);
  // Accept any text: the format is a hint for people, and the pattern beside it is exact.
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
