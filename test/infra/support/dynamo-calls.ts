import { existsSync, readFileSync } from 'node:fs';
import { TABLE_INDEXES } from '../../../src/store/table.ts';
import type { DynamoCall } from '../../support/dynamodb-recorder.ts';

/** Where the run of the API suite on the Lambda bundle leaves the calls that it saw: a JSON list of `DynamoCall`. */
const RECORDED = new URL('../../../dist/dynamodb-calls.json', import.meta.url);

/**
 * The calls that the function's role must allow, and all that it may: those that were recorded, or else those that
 * `src/store/dynamo-client.ts` can make.
 */
export function dynamoCalls(): readonly DynamoCall[] {
  if (existsSync(RECORDED)) return JSON.parse(readFileSync(RECORDED, 'utf8'));
  const onTable = ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'Query'].map((action) => ({ action }));
  return [...onTable, ...TABLE_INDEXES.map(({ name }) => ({ action: 'Query', index: name }))];
}
