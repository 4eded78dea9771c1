import type { RecordType } from '../../src/schema/record-type.ts';
import { isObject, jsonOf } from '../model/json.ts';
import { isStoredRecord, type StoredRecord } from '../model/stored-record.ts';
import type { Answer, Send } from './send.ts';

export interface Page {
  readonly items: readonly StoredRecord[];
  readonly nextCursor: string | null;
}

/** Requests that read records. They reject as `Send` does. */
export interface ReadApi {
  page(type: RecordType, query: URLSearchParams, cursor: string | undefined, signal?: AbortSignal): Promise<Page>;
  read(type: RecordType, id: string, signal?: AbortSignal): Promise<StoredRecord>;
}

const PAGE_SIZE = 50;

export function createReadApi(send: Send): ReadApi {
  return {
    async page(type, query, cursor, signal) {
      const parameters = new URLSearchParams(query);
      parameters.set('limit', String(PAGE_SIZE));
      if (cursor !== undefined) parameters.set('cursor', cursor);
      return pageOf(await answerOf(send({ path: `${pathOf(type)}?${parameters}`, signal })));
    },

    read: async (type, id, signal) => recordOf(await answerOf(send({ path: pathOf(type, id), signal }))),
  };
}

export function pathOf(type: RecordType, id?: string): string {
  return `/api/v1/${type.name}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;
}

export async function answerOf(answer: Promise<Answer>): Promise<unknown> {
  return jsonOf((await answer).text);
}

export function recordOf(answer: unknown): StoredRecord {
  if (isStoredRecord(answer)) return answer;
  throw unexpected('record');
}

function pageOf(answer: unknown): Page {
  if (!isObject(answer) || !Array.isArray(answer['items'])) throw unexpected('page');
  const { items, nextCursor } = answer;
  return { items: items.filter(isStoredRecord), nextCursor: typeof nextCursor === 'string' ? nextCursor : null };
}

export function unexpected(wanted: string): TypeError {
  return new TypeError(`Unexpected answer of the service: not a ${wanted}.`);
}
