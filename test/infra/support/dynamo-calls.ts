import { existsSync, readFileSync } from 'node:fs';
import { TABLE_INDEXES } from '../../../src/store/table.ts';
import type { DynamoCall } from '../../support/dynamodb-recorder.ts';

/** Where the run of the API suite on the Lambda bundle leaves the calls that it saw: a JSON list of `DynamoCall`. */
const RECORDED = new URL('../../../dist/dynamodb-calls.json', import.meta.url);

/**
 * Returns the calls that the function's role must allow, and all that it may allow.
 * Calls of the table are the recorded ones or, without a record, those that `src/store/dynamo-client.ts` can make.
 * A record type can use every index, so each must be readable, also if no type of the recorded run uses it.
 */
export function dynamoCalls(): readonly DynamoCall[] {
  return [...callsOfTable(), ...TABLE_INDEXES.map(({ name }) => ({ action: 'Query', index: name }))];
}

function callsOfTable(): readonly DynamoCall[] {
  if (!existsSync(RECORDED)) return ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'Query'].map((action) => ({ action }));
  const recorded: readonly DynamoCall[] = JSON.parse(readFileSync(RECORDED, 'utf8'));
  return recorded.filter(({ action, index }) => action !== 'Query' || index === undefined);
}
