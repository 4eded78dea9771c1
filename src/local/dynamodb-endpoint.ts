import { createServer, type IncomingMessage, type Server } from 'node:http';
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

export interface Answer {
  readonly status: number;
  readonly body: object;
}

/** A request body has at most one item (400 KB) and its expression. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;

/**
 * The part of DynamoDB's JSON protocol that the service and its tests use. It does not check signatures, but refuses requests with
 * another access key than `accessKeyId`, which a web page in a browser on this machine does not know.
 */
export function createDynamoEndpoint(store: EmbeddedStore, accessKeyId: string): Server {
  const server = createServer((request, response) => {
    answerTo(request).then(
      ({ status, body }) => {
        // An open connection would prevent the database from closing.
        const closing = server.listening ? {} : { Connection: 'close' };
        response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0', ...closing }).end(JSON.stringify(body));
      },
      (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
    );
  });
  // The client reuses connections. A closed one would cost it a retry.
  server.keepAliveTimeout = 0;
  return server;

  async function answerTo(request: IncomingMessage): Promise<Answer> {
    if (!request.headers.authorization?.includes(`Credential=${accessKeyId}/`)) return failure(403, 'UnrecognizedClientException');
    const operation = OPERATIONS[String(request.headers['x-amz-target']).split('.')[1] ?? ''];
    if (operation === undefined) return failure(400, 'UnknownOperationException');
    const text = await textOf(request);
    return text === undefined ? failure(413, 'RequestEntityTooLarge') : await run(operation, store, text);
  }
}

async function run({ action, rules, writes }: Operation, store: EmbeddedStore, text: string): Promise<Answer> {
  const target = writes ? store.forWriting() : store.forReading;
  try {
    const input = validations.checkTypes(JSON.parse(text), rules.types);
    validations.checkValidations(input, rules.types, rules.custom, target);
    return await new Promise((resolve) => {
      action(target, input, (error, body) => resolve(error ? answerOf(error) : { status: 200, body: body ?? {} }));
    });
  } catch (error) {
    return answerOf(error);
  }
}

/** dynalite's own errors have the status and the body. Any other error is a failure of the database. */
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

function failure(status: number, name: string, message = name): Answer {
  return { status, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message } };
}

async function textOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
