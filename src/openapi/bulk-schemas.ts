import { MAX_OPERATIONS } from '../http/routes/batch.ts';
import type { BATCH_METHODS } from '../http/routes/batch-operation.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import { entityTags } from './headers.ts';
import { closed, count, failedStatus, recordId, schemaRef } from './schema-parts.ts';

/** Returns the schema for the body of a batch. */
export function batch(Singular: string): JsonSchema {
  const ifMatch: JsonSchema = { ...entityTags, description: 'Works like the header `If-Match`.' };
  const method = (name: (typeof BATCH_METHODS)[number]): JsonSchema => ({ type: 'string', const: name });
  const target = { id: recordId, ifMatch };
  const operations: readonly JsonSchema[] = [
    closed({ method: method('create'), record: schemaRef(`${Singular}Input`) }),
    closed({ method: method('update'), ...target, record: schemaRef(`${Singular}Patch`) }, ['method', 'id', 'record']),
    closed({ method: method('replace'), ...target, record: schemaRef(`${Singular}Input`) }, ['method', 'id', 'record']),
    closed({ method: method('delete'), ...target }, ['method', 'id']),
    closed({ method: method('restore'), ...target }, ['method', 'id']),
  ];
  return closed({ operations: { type: 'array', minItems: 1, maxItems: MAX_OPERATIONS, items: { oneOf: operations } } });
}

/** Returns the schema for the result of one operation. */
export function batchResult(record: JsonSchema, problem: JsonSchema): JsonSchema {
  return {
    oneOf: [
      closed({ status: { type: 'integer', enum: [200, 201] }, record }),
      closed(
        { status: { type: 'integer', enum: [200, 201] }, id: recordId, version: { type: 'integer', minimum: 1 } },
        undefined,
        'Instead of the record where the results would take more than 4.5 MB.',
      ),
      closed({ status: { type: 'integer', const: 204 } }),
      closed({ status: failedStatus, problem }),
    ],
  };
}

/** Returns the schema for the result of an import. */
export function importResult(problem: JsonSchema): JsonSchema {
  const row: JsonSchema = {
    type: 'integer',
    minimum: 2,
    description: 'The row number in the file. The header is row 1; blank lines count.',
  };
  const rows: JsonSchema = {
    type: 'array',
    description:
      'Every row that failed. A problem has no `current`, and its faults are counted where the answer would take more than 4.5 MB.',
    items: closed({ row, status: failedStatus, problem }),
  };
  return closed({ created: count, updated: count, unchanged: count, failed: count, rows });
}
