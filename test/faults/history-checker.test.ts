import { describe, expect, it } from '@jest/globals';
import { createHistory, type History, type Read, type Seen, type Walk, type Write } from './support/history.ts';
import { type AtRest, faultsOf } from './support/history-checker.ts';

/** Tests the checker: it must find each kind of broken history, and nothing in a correct one. */

const created: Write = {
  workspace: 'a',
  kind: 'create',
  record: 'r',
  title: 'a 1',
  ifMatch: undefined,
  begin: 0,
  end: 1,
  outcome: 'ok',
  version: 1,
};
const changed: Write = { ...created, kind: 'change', title: 'a 2', begin: 10, end: 11, version: 2 };
const final: AtRest = { workspace: 'a', id: 'r', version: 2, title: 'a 2', trashed: false };
const seen: Seen = { id: 'r', version: 2, title: 'a 2' };
const read: Read = { workspace: 'a', begin: 20, end: 21, seen };
const walk: Walk = { workspace: 'a', order: 'title', begin: 20, end: 30, seen: [seen] };
const right = { writes: [created, changed], reads: [read], walks: [walk] };

const historyOf = (parts: Partial<History>): History => ({ ...createHistory(), ...parts });

describe('the history checker', () => {
  it.each<[what: string, history: Partial<History>, atRest: AtRest[]]>([
    ['a create and a change', right, [final]],
    [
      'a change of unknown outcome that was applied',
      { writes: [created, { ...changed, outcome: 'unknown', version: undefined }] },
      [final],
    ],
    [
      'a change of unknown outcome that was not applied',
      { writes: [created, { ...changed, outcome: 'unknown', version: undefined }] },
      [{ ...final, version: 1, title: 'a 1' }],
    ],
    [
      'a refused change',
      { writes: [created, { ...changed, outcome: 'failed', version: undefined }] },
      [{ ...final, version: 1, title: 'a 1' }],
    ],
    [
      'a create of unknown outcome that was applied',
      { writes: [{ ...created, record: undefined, outcome: 'unknown', version: undefined }] },
      [{ ...final, version: 1, title: 'a 1' }],
    ],
    [
      'a create of unknown outcome that was not applied',
      { writes: [{ ...created, record: undefined, outcome: 'unknown', version: undefined }] },
      [],
    ],
    [
      'two concurrent changes, acknowledged in either order',
      { writes: [created, { ...changed, end: 30 }, { ...changed, title: 'a 3', begin: 12, end: 13, version: 3 }] },
      [{ ...final, version: 3, title: 'a 3' }],
    ],
    [
      'a list without a record that was created at the same time',
      { writes: [{ ...created, end: 25 }], walks: [{ ...walk, seen: [] }] },
      [{ ...final, version: 1, title: 'a 1' }],
    ],
    [
      'a list that shows a record twice because the record changed at the same time',
      { ...right, walks: [{ ...walk, begin: 5, seen: [seen, seen] }] },
      [final],
    ],
    ['a read of a change that is not acknowledged yet', { ...right, reads: [{ ...read, begin: 2, end: 3 }] }, [final]],
  ])('finds nothing in %s', (_, history, atRest) => {
    expect(faultsOf(historyOf(history), atRest)).toEqual([]);
  });

  it.each<[what: string, history: Partial<History>, atRest: AtRest[], fault: RegExp]>([
    [
      'a version acknowledged to two writers',
      { writes: [created, changed, { ...changed, title: 'a 3' }] },
      [{ ...final, version: 3 }],
      /version 2 of r was acknowledged to 2 writers/,
    ],
    [
      'an If-Match that matched another version',
      { writes: [created, { ...changed, ifMatch: 5 }] },
      [final],
      /for version 5 was acknowledged as version 2/,
    ],
    [
      'a version that is lower than an earlier one',
      { writes: [created, { ...changed, version: 3 }, { ...changed, title: 'a 3', begin: 20, end: 21 }] },
      [{ ...final, version: 3 }],
      /before a write began that got a lower version/,
    ],
    ['an acknowledged change that is lost', right, [{ ...final, version: 1, title: 'a 1' }], /r is at version 1 after 2 acknowledged/],
    ['a change that was applied twice', right, [{ ...final, version: 3 }], /r is at version 3 after 2 acknowledged writes and 0/],
    [
      'a refused change that was applied',
      { writes: [created, { ...changed, outcome: 'failed', version: undefined }] },
      [final],
      /r is at version 2 after 1 acknowledged/,
    ],
    [
      'an acknowledged title that was overwritten',
      right,
      [{ ...final, title: 'a 1' }],
      /has the title "a 1", although "a 2" was acknowledged/,
    ],
    ['an acknowledged record that is gone', right, [], /r is gone, although 2 writes/],
    ['a record without a create', right, [final, { ...final, id: 's' }], /s \("a 2"\) is there, although no create/],
    [
      'a create that was refused but applied',
      { writes: [{ ...created, record: undefined, outcome: 'failed', version: undefined }] },
      [{ ...final, title: 'a 1' }],
      /is there, although no create/,
    ],
    [
      'a create that was applied twice',
      { writes: [{ ...created, record: undefined, outcome: 'unknown', version: undefined }] },
      [
        { ...final, version: 1, title: 'a 1' },
        { ...final, version: 1, title: 'a 1', id: 's' },
      ],
      /s \("a 1"\) is there/,
    ],
    [
      'a read of an outdated version',
      { ...right, reads: [{ ...read, seen: { ...seen, version: 1, title: 'a 1' } }] },
      [final],
      /read at version 1 after 2 was acknowledged/,
    ],
    ['a read of another title', { ...right, reads: [{ ...read, seen: { ...seen, title: 'a 9' } }] }, [final], /read as "a 9", not "a 2"/],
    ['a list that leaves a record out', { ...right, walks: [{ ...walk, seen: [] }] }, [final], /a list by title showed r.* 0 times/],
    ['a list that shows a record twice', { ...right, walks: [{ ...walk, seen: [seen, seen] }] }, [final], /showed r.* 2 times/],
    [
      "a list with another workspace's record",
      { ...right, walks: [{ ...walk, seen: [seen, { ...seen, id: 's', title: 'b 1' }] }] },
      [final],
      /a saw s \("b 1"\)/,
    ],
    ['a read across workspaces', { ...right, leaks: ['GET of another was answered 200'] }, [final], /GET of another/],
  ])('finds %s', (_, history, atRest, fault) => {
    expect(faultsOf(historyOf(history), atRest).join('\n')).toMatch(fault);
  });
});
