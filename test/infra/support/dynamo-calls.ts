import { existsSync, readFileSync } from 'node:fs';
import { TABLE_INDEXES } from '../../../src/store/table.ts';
import type { DynamoCall } from '../../support/dynamodb-recorder.ts';
import type { FunctionCalls } from '../../support/lambda/target.ts';

/** The calls that the API suite recorded on the built functions: `FunctionCalls` as JSON. */
const RECORDED = new URL('../../../dist/dynamodb-calls.json', import.meta.url);

/** Used without that file: all calls of `src/store/dynamo-client.ts`. The writer of the history makes one of them. */
const POSSIBLE: FunctionCalls = {
  api: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'Query'].map((action) => ({ action })),
  changes: [{ action: 'PutItem' }],
};

/**
 * Returns the calls that the role of the API's function must allow, and all that it may allow.
 * A record type can use any index, so each must be readable even if no type of the recorded run uses it.
 */
export function dynamoCalls(): readonly DynamoCall[] {
  const onTable = recorded().api.filter(({ action, index }) => action !== 'Query' || index === undefined);
  return [...onTable, ...TABLE_INDEXES.map(({ name }) => ({ action: 'Query', index: name }))];
}

/** Returns the calls that the role of the function behind the stream must allow, and all that it may allow. */
export function changesCalls(): readonly DynamoCall[] {
  return recorded().changes;
}

function recorded(): FunctionCalls {
  return existsSync(RECORDED) ? JSON.parse(readFileSync(RECORDED, 'utf8')) : POSSIBLE;
}
