import batchGetItem from 'dynalite/actions/batchGetItem.js';
import createTable from 'dynalite/actions/createTable.js';
import deleteItem from 'dynalite/actions/deleteItem.js';
import describeTable from 'dynalite/actions/describeTable.js';
import getItem from 'dynalite/actions/getItem.js';
import putItem from 'dynalite/actions/putItem.js';
import query from 'dynalite/actions/query.js';
import scan from 'dynalite/actions/scan.js';
import updateItem from 'dynalite/actions/updateItem.js';
import batchGetItemRules from 'dynalite/validations/batchGetItem.js';
import createTableRules from 'dynalite/validations/createTable.js';
import deleteItemRules from 'dynalite/validations/deleteItem.js';
import describeTableRules from 'dynalite/validations/describeTable.js';
import getItemRules from 'dynalite/validations/getItem.js';
import validations from 'dynalite/validations/index.js';
import putItemRules from 'dynalite/validations/putItem.js';
import queryRules from 'dynalite/validations/query.js';
import scanRules from 'dynalite/validations/scan.js';
import updateItemRules from 'dynalite/validations/updateItem.js';
import { addIndexes, addIndexesRules } from './add-indexes.ts';
import { type EmbeddedStore, WritesStopped } from './embedded-store.ts';
import { cacheParsedExpressions } from './parsed-expressions.ts';

cacheParsedExpressions();

interface Operation {
  readonly action: typeof getItem;
  readonly rules: typeof getItemRules;
  readonly writes: boolean;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  BatchGetItem: { action: batchGetItem, rules: batchGetItemRules, writes: false },
  CreateTable: { action: createTable, rules: createTableRules, writes: true },
  DeleteItem: { action: deleteItem, rules: deleteItemRules, writes: true },
  DescribeTable: { action: describeTable, rules: describeTableRules, writes: false },
  GetItem: { action: getItem, rules: getItemRules, writes: false },
  PutItem: { action: putItem, rules: putItemRules, writes: true },
  Query: { action: query, rules: queryRules, writes: false },
  Scan: { action: scan, rules: scanRules, writes: false },
  UpdateItem: { action: updateItem, rules: updateItemRules, writes: true },
  UpdateTable: { action: addIndexes, rules: addIndexesRules, writes: true },
};

/** A response in DynamoDB's JSON protocol. */
export interface Answer {
  readonly status: number;
  readonly body: object;
}

/** Answers a DynamoDB request. The input has the form of its JSON protocol and is not changed. */
export type Engine = (operation: string, input: object) => Promise<Answer>;

/** Creates an engine for the DynamoDB operations that the service and its tests use. */
export function createEngine(store: EmbeddedStore): Engine {
  return async (name, input) => {
    const operation = OPERATIONS[name];
    if (operation === undefined) return failure(400, 'UnknownOperationException');
    try {
      return { status: 200, body: await run(operation, store, input) };
    } catch (error) {
      return answerOf(error);
    }
  };
}

async function run({ action, rules, writes }: Operation, store: EmbeddedStore, input: object): Promise<object> {
  const target = writes ? store.forWriting() : store.forReading;
  const checked = validations.checkTypes({ ...input }, rules.types);
  validations.checkValidations(checked, rules.types, rules.custom, target);
  return await new Promise((resolve, reject) => {
    action(target, checked, (error, body) => inNextTurn(() => (error ? reject(error) : resolve(body ?? {}))));
  });
}

/**
 * Yields to the event loop. Reads are synchronous, so a long series of them would block timers and connections.
 * The first immediate runs before the loop polls connections, the second after that.
 */
function inNextTurn(run: () => void): void {
  setImmediate(() => setImmediate(run));
}

/** Returns the status and body of a dynalite error. Any other error is a failure of the database. */
function answerOf(error: unknown): Answer {
  if (typeof error === 'object' && error !== null && 'statusCode' in error && 'body' in error) {
    const { statusCode, body } = error;
    if (typeof statusCode === 'number' && typeof body === 'object' && body !== null) return { status: statusCode, body };
  }
  // 4xx tells the client that nothing was written.
  if (error instanceof WritesStopped) return failure(400, error.name, error.message);
  return isDamage(error) ? failure(500, 'DataDamaged', String(error)) : failure(500, 'InternalServerError', String(error));
}

const DAMAGE_CODES: readonly unknown[] = ['LEVEL_CORRUPTION', 'LEVEL_DECODE_ERROR'];

function isDamage(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return ('code' in error && DAMAGE_CODES.includes(error.code)) || ('cause' in error && isDamage(error.cause));
}

export function failure(status: number, name: string, message = name): Answer {
  return { status, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message } };
}
