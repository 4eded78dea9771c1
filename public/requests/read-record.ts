import type { RecordType } from '../../src/schema/record-type.ts';
import { referenceFields } from '../model/references.ts';
import { isStoredRecord, type StoredRecord } from '../model/stored-record.ts';
import { answerOf, pathOf, unexpected } from './read-api.ts';
import type { Send } from './send.ts';

export async function readRecord(send: Send, type: RecordType, id: string, signal?: AbortSignal): Promise<StoredRecord> {
  const expand = referenceFields(type).join();
  const query = expand === '' ? '' : `?${new URLSearchParams({ expand })}`;
  return recordOf(await answerOf(send({ path: recordPathOf(type, id) + query, signal })));
}

export function recordPathOf(type: RecordType, id: string): string {
  return `${pathOf(type)}/${encodeURIComponent(id)}`;
}

export function recordOf(answer: unknown): StoredRecord {
  if (isStoredRecord(answer)) return answer;
  throw unexpected('record');
}
