import type { Send } from '../../client/src/send.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { referenceFields } from '../model/references.ts';
import { isStoredRecord, type StoredRecord } from '../model/stored-record.ts';
import { collectionOf } from './collection.ts';
import { unexpected } from './read-api.ts';

export async function readRecord(send: Send, type: RecordType, id: string, signal?: AbortSignal): Promise<StoredRecord> {
  return recordOf(await collectionOf(send, type).get(id, { expand: referenceFields(type), signal }));
}

export function recordOf(answer: unknown): StoredRecord {
  if (isStoredRecord(answer)) return answer;
  throw unexpected('record');
}
