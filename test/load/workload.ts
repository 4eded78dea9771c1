import pMap from 'p-map';
import { createHistory, createHistoryCaller, type HistoryCaller } from '../faults/support/history.ts';
import { type AtRest, faultsOf } from '../faults/support/history-checker.ts';
import { createSender, type Sender } from '../support/http-sender.ts';
import type { RunningTarget } from '../support/lambda/target.ts';

/** The number of answers by status; `no answer` if the connection ended without one. */
export type Tally = Map<number | 'no answer', number>;

interface Client {
  readonly caller: HistoryCaller;
  readonly token: string;
  readonly records: string[];
}

export interface Workload {
  /** Returns the answers since the last call, and starts again at zero. */
  takeTally(): Tally;
  /** Creates the first records of every workspace. */
  fill(): Promise<void>;
  /** Sends one request of the mix: 60 % lists, 20 % gets, 15 % writes, 5 % deletes. */
  request(): Promise<void>;
  /** Reads all records. Returns the acknowledged writes that are missing, and all other contradictions to the writes. */
  faults(): Promise<string[]>;
  /** The number of writes that were sent, and of those that were acknowledged. */
  writes(): { asked: number; acknowledged: number };
  close(): void;
}

const RECORDS_EACH = 8;
/** One or two browsers open about this many. */
const CONNECTIONS_EACH = 3;
const AT_ONCE = 8;
const ORDERS = ['-createdAt', 'title', 'dueDate'];
/** The share of changes that go to one record, the same for all clients. */
const HOT = 0.2;

/** Simulates many small teams, and records every write. One record of the first team gets many of the changes. */
export function createWorkload({ baseUrl, issuer }: Pick<RunningTarget, 'baseUrl' | 'issuer'>, workspaces: number): Workload {
  const history = createHistory();
  let tally: Tally = new Map();
  const sender = counting(createSender(baseUrl, workspaces * CONNECTIONS_EACH), (status) =>
    tally.set(status, (tally.get(status) ?? 0) + 1),
  );
  const clients = Array.from({ length: workspaces }, (): Client => {
    const workspace = crypto.randomUUID();
    const token = issuer.tokenFor({ sub: workspace, workspace });
    return { token, records: [], caller: createHistoryCaller({ sender, token, workspace, history }) };
  });
  let turn = 0;
  const nextClient = () => clients[turn++ % clients.length];

  async function create({ caller, records }: Client): Promise<void> {
    const { record } = await caller.create();
    if (record !== undefined) records.push(record);
  }

  async function change({ caller, records }: Client): Promise<void> {
    const hot = clients[0];
    if (hot?.records[0] !== undefined && Math.random() < HOT) await hot.caller.change(hot.records[0]);
    else if (records[0] !== undefined) await caller.change(oneOf(records));
  }

  /** Keeps the first record, because that of the first client is the hot one. */
  async function remove(client: Client): Promise<void> {
    const record = client.records.length > 1 ? client.records.pop() : undefined;
    if (record === undefined) await create(client);
    else await client.caller.trash(record);
  }

  async function atRest({ caller }: Client): Promise<AtRest[]> {
    const found: AtRest[] = [];
    for (const trashed of [false, true]) {
      const seen = await caller.walk('createdAt', { trashed });
      if (seen === undefined) throw new Error(`the records of ${caller.workspace} cannot be read`);
      found.push(...seen.map(({ id, version, title }) => ({ id, version, title, trashed, workspace: caller.workspace })));
    }
    return found;
  }

  return {
    takeTally() {
      const taken = tally;
      tally = new Map();
      return taken;
    },

    async fill() {
      const createAll = async (client: Client) => {
        for (let n = 0; n < RECORDS_EACH; n++) await create(client);
      };
      await pMap(clients, createAll, { concurrency: AT_ONCE });
    },

    async request() {
      const client = nextClient();
      if (client === undefined) return;
      const chance = Math.random() * 100;
      if (chance < 60) await sender.send({ method: 'GET', path: `/api/v1/tasks?sort=${oneOf(ORDERS)}`, token: client.token });
      else if (chance < 80) await client.caller.read(oneOf(client.records));
      else if (chance < 90) await change(client);
      else if (chance < 95) await create(client);
      else await remove(client);
    },

    async faults() {
      const found = await pMap(clients, atRest, { concurrency: AT_ONCE });
      return faultsOf(history, found.flat());
    },

    writes: () => ({
      asked: history.writes.length,
      acknowledged: history.writes.filter(({ outcome }) => outcome === 'ok').length,
    }),
    close: () => sender.close(),
  };
}

function counting(sender: Sender, count: (status: number | 'no answer') => void): Sender {
  return {
    ...sender,
    async send(request) {
      const received = await sender.send(request);
      count('status' in received ? received.status : 'no answer');
      return received;
    },
  };
}

function oneOf(items: readonly string[]): string {
  return items[Math.floor(Math.random() * items.length)] ?? '';
}
