import { createHistory, createHistoryCaller, type HistoryCaller } from '../faults/support/history.ts';
import { type AtRest, faultsOf } from '../faults/support/history-checker.ts';
import { createSender, type Sender } from '../support/http-sender.ts';
import type { RunningTarget } from '../support/lambda/target.ts';

/** Answers by status; `no answer` where the connection ended without one. */
export type Tally = Map<number | 'no answer', number>;

interface Client {
  readonly caller: HistoryCaller;
  readonly token: string;
  readonly records: string[];
}

export interface Workload {
  /** Everything that has been answered since it was taken last. */
  takeTally(): Tally;
  /** Makes the records that every workspace begins with. */
  fill(): Promise<void>;
  /** One request of the mix: 60 % lists, 20 % gets, 15 % writes, 5 % deletes. */
  request(): Promise<void>;
  /** What of the acknowledged is not there, and whatever else is not as it should be. */
  faults(): Promise<string[]>;
  /** How many writes were asked for, and how many of them acknowledged. */
  writes(): { asked: number; acknowledged: number };
  close(): void;
}

const RECORDS_EACH = 8;
/** A browser or two. */
const CONNECTIONS_EACH = 3;
const AT_ONCE = 8;
const ORDERS = ['-createdAt', 'title', 'dueDate'];
/** Of the changes, how many go to the one record that everybody works on. */
const HOT = 0.2;

/** What many small teams do, one of which keeps changing one record, with a note of every write. */
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
  const nextClient = () => clients[turn++ % clients.length] ?? clients[0];

  async function create({ caller, records }: Client): Promise<void> {
    const { record } = await caller.create();
    if (record !== undefined) records.push(record);
  }

  async function change({ caller, records }: Client): Promise<void> {
    const hot = clients[0];
    if (hot?.records[0] !== undefined && Math.random() < HOT) await hot.caller.change(hot.records[0]);
    else if (records[0] !== undefined) await caller.change(oneOf(records));
  }

  /** The first stays, so that nobody deletes the hot one. */
  async function remove(client: Client): Promise<void> {
    const record = client.records.length > 1 ? client.records.pop() : undefined;
    if (record === undefined) await create(client);
    else await client.caller.trash(record);
  }

  async function atRest({ caller }: Client): Promise<AtRest[]> {
    const sides: AtRest[] = [];
    for (const trashed of [false, true]) {
      const seen = await caller.walk('createdAt', { trashed });
      if (seen === undefined) throw new Error(`the records of ${caller.workspace} cannot be read`);
      sides.push(...seen.map(({ id, version, title }) => ({ id, version, title, trashed, workspace: caller.workspace })));
    }
    return sides;
  }

  return {
    takeTally() {
      const taken = tally;
      tally = new Map();
      return taken;
    },

    async fill() {
      await inTurn(clients, async (client) => {
        for (let n = 0; n < RECORDS_EACH; n++) await create(client);
      });
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
      const found: AtRest[] = [];
      await inTurn(clients, async (client) => void found.push(...(await atRest(client))));
      return faultsOf(history, found);
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

async function inTurn<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  async function workOff(): Promise<void> {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
  }
  await Promise.all(Array.from({ length: AT_ONCE }, workOff));
}

function oneOf(items: readonly string[]): string {
  return items[Math.floor(Math.random() * items.length)] ?? '';
}
