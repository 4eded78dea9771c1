import { groupBy } from '../../../src/store/grouped.ts';
import type { History, Seen, Walk, Write } from './history.ts';

/** A record after the last write. */
export interface AtRest extends Seen {
  readonly workspace: string;
  readonly trashed: boolean;
}

type Group = readonly Write[];

/**
 * Returns the violations of these guarantees in a history:
 * - Each version of a record is acknowledged to at most one writer, in the order of time.
 * - At the end, a record's version is the number of its acknowledged writes, plus some of those of unknown outcome.
 * - Acknowledged writes are stored, refused ones are not, and a retried create is stored once.
 * - A read shows all writes that were acknowledged before it began.
 * - A list shows each record exactly once if the record did not change during the list.
 * - No caller sees records of another workspace.
 */
export function faultsOf(history: History, atRest: readonly AtRest[]): string[] {
  const byRecord = writesByRecord(history.writes);
  const finals = new Map(atRest.map((record) => [record.id, record]));
  return [
    ...history.leaks,
    ...[...byRecord].flatMap(([id, writes]) => [
      ...sharedVersions(id, writes),
      ...disorder(id, writes),
      ...miscount(id, writes, finals.get(id)),
      ...lostTitle(id, writes, finals.get(id)),
    ]),
    ...unexpectedRecords(history.writes, atRest),
    ...history.reads.flatMap((read) => staleRead(read, byRecord.get(read.seen.id) ?? [])),
    ...history.walks.flatMap((walk) => walkFaults(walk, byRecord)),
    ...foreignRecords(history, atRest),
  ];
}

function writesByRecord(writes: readonly Write[]): ReadonlyMap<string, Group> {
  const named = writes.flatMap((write) => (write.record === undefined ? [] : [{ ...write, record: write.record }]));
  return new Map(groupBy(named, ({ record }) => record).map((group) => [group[0]?.record ?? '', group]));
}

function acknowledged(writes: Group): (Write & { readonly version: number })[] {
  return writes.flatMap((write) => (write.outcome === 'ok' && write.version !== undefined ? [{ ...write, version: write.version }] : []));
}

function sharedVersions(id: string, writes: Group): string[] {
  const shared = groupBy(acknowledged(writes), ({ version }) => String(version)).filter((claimants) => claimants.length > 1);
  const mismatched = acknowledged(writes).filter(({ ifMatch, version }) => ifMatch !== undefined && version !== ifMatch + 1);
  return [
    ...shared.map((claimants) => `version ${claimants[0]?.version} of ${id} was acknowledged to ${claimants.length} writers`),
    ...mismatched.map(({ ifMatch, version }) => `a write to ${id} for version ${ifMatch} was acknowledged as version ${version}`),
  ];
}

/** Finds writes that began after another was acknowledged, but got a lower version. */
function disorder(id: string, writes: Group): string[] {
  let latestBegin = -Infinity;
  return acknowledged(writes)
    .toSorted((a, b) => a.version - b.version)
    .flatMap(({ version, begin, end }) => {
      const isEarlier = end < latestBegin;
      latestBegin = Math.max(latestBegin, begin);
      return isEarlier ? [`version ${version} of ${id} was acknowledged before a write began that got a lower version`] : [];
    });
}

function miscount(id: string, writes: Group, final: AtRest | undefined): string[] {
  const ok = writes.filter(({ outcome }) => outcome === 'ok').length;
  const unknown = writes.filter(({ outcome }) => outcome === 'unknown').length;
  if (final === undefined) return ok > 0 ? [`${id} is gone, although ${ok} writes to it were acknowledged`] : [];
  const isRight = ok <= final.version && final.version <= ok + unknown;
  return isRight ? [] : [`${id} is at version ${final.version} after ${ok} acknowledged writes and ${unknown} of unknown outcome`];
}

function lostTitle(id: string, writes: Group, final: AtRest | undefined): string[] {
  const last = acknowledged(writes)
    .filter(({ title }) => title !== undefined)
    .toSorted((a, b) => b.version - a.version)[0];
  if (final === undefined || last === undefined || final.title === last.title) return [];
  const isOfUnknown = writes.some(({ outcome, title }) => outcome === 'unknown' && title === final.title);
  return isOfUnknown ? [] : [`${id} has the title "${final.title}", although "${last.title}" was acknowledged last`];
}

/** Finds records without an acknowledged create. Each create has its own title, which shows where a record comes from. */
function unexpectedRecords(writes: readonly Write[], atRest: readonly AtRest[]): string[] {
  const creates = writes.filter(({ kind }) => kind === 'create');
  const known = new Set(creates.flatMap(({ outcome, record }) => (outcome === 'ok' && record !== undefined ? [record] : [])));
  const possible = new Map(creates.filter(({ outcome }) => outcome === 'unknown').map(({ title }) => [title, 1]));
  return atRest
    .filter(({ id }) => !known.has(id))
    .flatMap(({ id, title }) => {
      const left = possible.get(title) ?? 0;
      possible.set(title, left - 1);
      return left > 0 ? [] : [`${id} ("${title}") is there, although no create of it was acknowledged or left open`];
    });
}

function staleRead({ begin, seen }: { begin: number; seen: Seen }, writes: Group): string[] {
  const known = acknowledged(writes);
  const newest = Math.max(0, ...known.filter(({ end }) => end < begin).map(({ version }) => version));
  const stale = seen.version < newest ? [`${seen.id} was read at version ${seen.version} after ${newest} was acknowledged`] : [];
  const writer = known.find(({ version, title }) => version === seen.version && title !== undefined);
  const isOther = writer !== undefined && writer.title !== seen.title;
  return [...stale, ...(isOther ? [`version ${seen.version} of ${seen.id} was read as "${seen.title}", not "${writer.title}"`] : [])];
}

function walkFaults(walk: Walk, byRecord: ReadonlyMap<string, Group>): string[] {
  const times = new Map<string, number>();
  for (const { id } of walk.seen) times.set(id, (times.get(id) ?? 0) + 1);
  return [...byRecord]
    .filter(([, writes]) => isUntouched(writes, walk))
    .flatMap(([id]) => {
      const shown = times.get(id) ?? 0;
      return shown === 1 ? [] : [`a list by ${walk.order} showed ${id}, which did not change, ${shown} times`];
    });
}

/** Whether a record was live and unchanged during the whole list. A write of unknown outcome may be applied at any time. */
function isUntouched(writes: Group, { workspace, begin, end }: Walk): boolean {
  const [created] = writes;
  if (created === undefined || created.workspace !== workspace || created.kind !== 'create') return false;
  if (created.outcome !== 'ok' || created.end > begin) return false;
  return writes.every((write) => {
    if (write.outcome === 'failed') return true;
    if (write.kind === 'trash' || write.kind === 'restore') return write.begin > end;
    return write.begin > end || (write.outcome === 'ok' && write.end < begin);
  });
}

function foreignRecords({ reads, walks }: History, atRest: readonly AtRest[]): string[] {
  const all = [
    ...reads.map(({ workspace, seen }) => ({ workspace, ...seen })),
    ...walks.flatMap(({ workspace, seen }) => seen.map((read) => ({ ...read, workspace }))),
    ...atRest,
  ];
  return all
    .filter(({ workspace, title }) => !title.startsWith(`${workspace} `))
    .map(({ workspace, id, title }) => `${workspace} saw ${id} ("${title}")`);
}
