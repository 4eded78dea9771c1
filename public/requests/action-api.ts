import type { Send } from '../../client/src/send.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { withChangeSet } from './change-set.ts';
import { collectionOf, type Patch } from './collection.ts';
import { recordOf } from './read-record.ts';
import { worded } from './word-problem.ts';

export interface ActionRun {
  readonly type: RecordType;
  /** As the person saw it: the action does not run on a later version. */
  readonly seen: StoredRecord;
  readonly name: string;
  /** `undefined` for an action without input. */
  readonly input?: Patch | undefined;
}

export interface ActionAnswer {
  readonly record: StoredRecord;
  readonly changeSet: string | undefined;
}

export async function requestAction(send: Send, { type, seen, name, input }: ActionRun): Promise<ActionAnswer> {
  const { result, changeSet } = await withChangeSet(
    async (options) => await worded(type, collectionOf(send, type).run(seen, name, input, options)),
  );
  return { record: recordOf(result), changeSet };
}
