import type { RecordType } from '../../src/schema/record-type.ts';
import { randomKey } from '../browser/random-key.ts';
import { etagOf } from '../model/record-changes.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { answerOf } from './read-api.ts';
import { recordOf, recordPathOf } from './read-record.ts';
import type { Send } from './send.ts';
import type { Patch } from './write-api.ts';

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
  const json = input === undefined ? {} : { 'Content-Type': 'application/json' };
  const headers = { ...json, 'If-Match': etagOf(seen), 'Idempotency-Key': randomKey() };
  const body = input === undefined ? {} : { body: JSON.stringify(input) };
  let changeSet: string | undefined;
  const sent = send({ method: 'POST', path: `${recordPathOf(type, seen.id)}/actions/${name}`, headers, ...body }).then((answer) => {
    changeSet = answer.headers.get('Change-Set') ?? undefined;
    return answer;
  });
  return { record: recordOf(await answerOf(sent)), changeSet };
}
