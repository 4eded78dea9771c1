import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { LAYOUT_KEY } from '../../src/store/layout.ts';
import { LAYOUT } from '../../src/store/layout-version.ts';

export interface CannedDatabase {
  readonly endpoint: string;
  /** The names of the requests since the last call, such as `PutItem`. */
  takeRequests(): readonly string[];
  close(): Promise<void>;
}

type Item = Readonly<Record<string, AttributeValue>>;

/** The parts of a request to DynamoDB that the answers depend on. */
interface Input {
  readonly TableName?: string;
  readonly Item?: Item;
  readonly Key?: Item;
  readonly Limit?: number;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
}

/**
 * Canned answers instead of DynamoDB, so that a benchmark does not measure a database.
 * A read by key answers with the item that was put. An update answers with that item, unchanged. A query answers with `Limit` copies
 * of the item that was put last. No condition is evaluated: every write succeeds.
 */
export async function startCannedDatabase(): Promise<CannedDatabase> {
  const layout: Item = { pk: { S: LAYOUT_KEY.pk }, sk: { S: LAYOUT_KEY.sk }, layout: { N: String(LAYOUT) } };
  const items = new Map([[keyOf(layout), layout]]);
  let latest: Item = {};
  let requests: string[] = [];

  function answer(action: string, input: Input): object {
    const { Item, Key = {} } = input;
    const ConsumedCapacity = { TableName: input.TableName, CapacityUnits: 1 };
    if (action === 'Query') {
      const Items = Array.from({ length: input.Limit ?? 100 }, (_, n) => projected(copyOf(latest, n), input));
      return { Items, Count: Items.length, ScannedCount: Items.length, ConsumedCapacity };
    }
    if (action === 'PutItem' && Item !== undefined) {
      items.set(keyOf(Item), Item);
      latest = Item;
      return { ConsumedCapacity };
    }
    const found = items.get(keyOf(Key));
    if (action === 'UpdateItem') return { Attributes: found ?? Key, ConsumedCapacity };
    if (action === 'GetItem') return { ...(found === undefined ? {} : { Item: found }), ConsumedCapacity };
    throw new RangeError(`no canned answer for ${action}`);
  }

  async function serve(request: IncomingMessage): Promise<string> {
    const action = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    requests.push(action);
    // The SDK sends a JSON object; only the fields of `Input` are read from it.
    const input: Input = Object(await json(request));
    return JSON.stringify(answer(action, input));
  }

  const server = createServer((request, response) => {
    serve(request).then(
      (body) => response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.0' }).end(body),
      (error: unknown) =>
        response.writeHead(400, { 'Content-Type': 'application/x-amz-json-1.0' }).end(JSON.stringify({ message: String(error) })),
    );
  });
  // A connection that the server closes would cost the client a retry.
  server.keepAliveTimeout = 0;
  await once(server.listen(0, '127.0.0.1'), 'listening');

  return {
    endpoint: `http://127.0.0.1:${portOf(server.address())}`,
    takeRequests() {
      const taken = requests;
      requests = [];
      return taken;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function keyOf({ pk, sk }: Item): string {
  return `${pk?.S} ${sk?.S}`;
}

/** With a sort key of its own, which stays a UUID. */
function copyOf(item: Item, n: number): Item {
  return { ...item, sk: { S: `${item['sk']?.S?.slice(0, -4)}${n.toString(16).padStart(4, '0')}` } };
}

function projected(item: Item, { ProjectionExpression, ExpressionAttributeNames = {} }: Input): Item {
  if (ProjectionExpression === undefined) return item;
  const names = ProjectionExpression.split(',').map((name) => ExpressionAttributeNames[name.trim()] ?? name.trim());
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new TypeError('the server does not listen on a port');
  return address.port;
}
