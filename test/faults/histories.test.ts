import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createSender, type Sender } from '../support/http-sender.ts';
import { type ServerTarget, startServerTarget } from '../support/server-target.ts';
import { createHistory, createHistoryCaller, type History, type HistoryCaller, type Outcome } from './support/history.ts';
import { type AtRest, faultsOf } from './support/history-checker.ts';

jest.setTimeout(90_000);

/** The smallest history that is a useful test. Counted, not timed, because machines differ in speed. */
const ENOUGH = { ok: 300, failed: 10, unknown: 10, walks: 16 };
const WRITERS = 6;
const SHARED = 3;
/** A client cancels one of this many writes, at a random moment. */
const WRITES_PER_CANCEL = 8;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Workspace {
  readonly callers: readonly HistoryCaller[];
  /** Records that every caller writes to. */
  readonly shared: readonly string[];
  /** Records that no caller changes, so each list must show them. */
  readonly unchanged: readonly string[];
}

async function createWorkspace(target: ServerTarget, sender: Sender, history: History): Promise<Workspace> {
  const workspace = crypto.randomUUID();
  const callers = Array.from({ length: WRITERS }, (_, n) =>
    createHistoryCaller({ sender, history, workspace, token: target.issuer.tokenFor({ sub: `${workspace}-${n}`, workspace }) }),
  );
  const make = async (count: number) => {
    const made = await Promise.all(Array.from({ length: count }, async (_, n) => await callers[n % WRITERS]?.create()));
    return made.flatMap((write) => write?.record ?? []);
  };
  return { callers, shared: await make(SHARED), unchanged: await make(12) };
}

const oneOf = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(Math.random() * items.length)];
const cancelSoon = () => AbortSignal.timeout(1 + Math.floor(Math.random() * 15));

/** Creates, changes, trashes and restores records: its own and those that all callers write to. */
async function keepWriting(caller: HistoryCaller, shared: readonly string[], shouldContinue: () => boolean): Promise<void> {
  const own: string[] = [];
  for (let n = 1; shouldContinue(); n++) {
    const signal = n % WRITES_PER_CANCEL === 0 ? cancelSoon() : undefined;
    const record = oneOf(shared) ?? '';
    const seen = await caller.read(record);
    switch (n % 5) {
      case 0: {
        const { record: made } = await caller.create({ tries: 5, signal });
        if (made !== undefined) own.push(made);
        break;
      }
      case 1:
      case 2:
        await caller.change(record, { ifMatch: seen?.version, signal });
        break;
      case 3:
        await caller.change(record, { signal });
        break;
      default: {
        const id = oneOf(own);
        if (id === undefined) break;
        await caller.trash(id);
        await caller.restore(id);
      }
    }
    // The server is down: wait before the next request.
    if (seen === undefined) await delay(20);
  }
}

function isEnough({ writes, walks }: History, part: number): boolean {
  const of = (wanted: Outcome) => writes.filter(({ outcome }) => outcome === wanted).length;
  const found = { ok: of('ok'), failed: of('failed'), unknown: of('unknown'), walks: walks.length };
  return (
    found.ok >= ENOUGH.ok * part &&
    found.failed >= ENOUGH.failed * part &&
    found.unknown >= ENOUGH.unknown * part &&
    found.walks >= ENOUGH.walks * part
  );
}

async function keepWalking(caller: HistoryCaller, shouldContinue: () => boolean): Promise<void> {
  for (let n = 0; shouldContinue(); n++) await caller.walk(['title', '-createdAt', '-title', 'createdAt'][n % 4] ?? '', { limit: 7 });
}

async function keepAccessingForeign(caller: HistoryCaller, foreign: readonly string[], shouldContinue: () => boolean): Promise<void> {
  for (; shouldContinue(); await delay(25)) await caller.accessForeign(oneOf(foreign) ?? '');
}

async function atRest({ callers }: Workspace): Promise<AtRest[]> {
  const [caller] = callers;
  const sides = await Promise.all([false, true].map(async (trashed) => ({ trashed, seen: await caller?.walk('createdAt', { trashed }) })));
  return sides.flatMap(({ trashed, seen }) => {
    if (seen === undefined) throw new Error('the records cannot be read after the last write');
    return seen.map(({ id, version, title }) => ({ id, version, title, trashed, workspace: caller?.workspace ?? '' }));
  });
}

describe.each(['embedded', 'dynamodb-local'] as const)(
  'many concurrent callers on the database %s who cancel some requests',
  (database) => {
    it('never share a version, lose a write or see another workspace’s record, even if the server is killed and restarted', async () => {
      const target = await startServerTarget({ database });
      closing.push(target.close);
      const sender = createSender(target.baseUrl);
      closing.push(sender.close);
      const history = createHistory();
      const [one, other] = await Promise.all([createWorkspace(target, sender, history), createWorkspace(target, sender, history)]);

      let isOver = false;
      const shouldContinue = () => !isOver;
      const working = [one, other].flatMap((workspace, n) => [
        ...workspace.callers.map(async (caller) => await keepWriting(caller, workspace.shared, shouldContinue)),
        ...workspace.callers.slice(0, 2).map(async (caller) => await keepWalking(caller, shouldContinue)),
        ...workspace.callers
          .slice(0, 1)
          .map(async (caller) => await keepAccessingForeign(caller, [other, one][n]?.shared ?? [], shouldContinue)),
      ]);
      while (!isEnough(history, 0.5)) await delay(20);
      await target.crash();
      while (!isEnough(history, 1)) await delay(20);
      isOver = true;
      await Promise.all(working);

      const final = (await Promise.all([one, other].map(atRest))).flat();
      expect(faultsOf(history, final)).toEqual([]);
      const unchanged = [...one.unchanged, ...other.unchanged];
      expect(unchanged.every((id) => final.some((record) => record.id === id))).toBe(true);
    });
  },
);
