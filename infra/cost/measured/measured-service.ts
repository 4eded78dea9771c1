import { once } from 'node:events';
import { createServer } from 'node:http';
import { createApp } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import type { ItemChange } from '../../../src/history/entry.ts';
import { createHistoryWriter } from '../../../src/history/history-writer.ts';
import { createLogger } from '../../../src/observability/logger.ts';
import { createPeople } from '../../../src/people/people.ts';
import type { RecordType } from '../../../src/schema/record-type.ts';
import { createServices } from '../../../src/services.ts';
import { createDynamoStore } from '../../../src/store/dynamo-store.ts';
import { createIdempotency } from '../../../src/store/idempotency.ts';
import { type Item, recordKey } from '../../../src/store/keys.ts';
import type { Units } from '../units.ts';
import type { MeteredTable } from './metered-table.ts';

/** Ids as long as those of Cognito, because keys contain them. */
const CALLER = 'f1f2f3f4-0000-4000-8000-000000000001';
/** People besides the caller, to whom records can refer. */
export const COLLEAGUES = ['f1f2f3f4-0000-4000-8000-000000000002', 'f1f2f3f4-0000-4000-8000-000000000003'] as const;
const HISTORY_DAYS = 365;

export type Values = Readonly<Record<string, unknown>>;

export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** The path after `/api/v1/`. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The service with these types, and the units of its requests. */
export interface MeasuredService {
  /** @throws if the answer is an error */
  send(request: Request): Promise<Values>;
  unitsOf(request: Request): Promise<Units>;
  /** Returns the stored item of a record. */
  itemOf(type: RecordType, id: string): Promise<Item>;
  /** Returns the units of the entry of a change in the history. */
  unitsOfEntry(change: ItemChange): Promise<Units>;
  close(): Promise<void>;
}

/** Starts the whole app in this process, so that every check of a request counts. */
export async function startMeasuredService(recordTypes: readonly RecordType[], metered: MeteredTable): Promise<MeasuredService> {
  const { client, table, take } = metered;
  const people = createPeople({ table });
  const services = {
    ...createServices(readConfig({ DATABASE: 'embedded', CHANGES: 'off' }), {
      client,
      identify: () => ({ sub: CALLER, workspace: CALLER, role: 'admin' }),
      logger: createLogger({ level: 'error', write: () => undefined }),
    }),
    recordTypes,
    people,
    store: createDynamoStore({ table }),
    idempotency: createIdempotency({ table }),
  };
  const server = createServer(createApp(services)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  for (const id of COLLEAGUES) await people.put(CALLER, id, { name: 'Grace', role: 'editor' });

  async function send({ method, path, body, headers = {} }: Request): Promise<Values> {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} is answered with ${response.status}: ${text}`);
    return text === '' ? {} : JSON.parse(text);
  }

  return {
    send,
    async unitsOf(request) {
      take();
      await send(request);
      return take();
    },
    itemOf: async (type, id) => (await table.get(recordKey({ workspace: CALLER, type }, id))) ?? {},
    async unitsOfEntry(change) {
      take();
      await createHistoryWriter({ table, days: HISTORY_DAYS }).write([change]);
      return take();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await metered.close();
    },
  };
}
