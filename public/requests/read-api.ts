import { jsonOf } from '../../client/src/json-of.ts';
import type { Answer, Send } from '../../client/src/send.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { isObject } from '../model/json.ts';
import { referenceFields } from '../model/references.ts';
import { isStoredRecord, type StoredRecord } from '../model/stored-record.ts';
import { listAddress } from './list-address.ts';

export interface Page {
  readonly items: readonly StoredRecord[];
  readonly nextCursor: string | null;
}

export interface PageOptions {
  readonly signal?: AbortSignal;
  /** Default: 50. */
  readonly limit?: number;
}

/** The request that the first list needs. It rejects as `Send` does. */
export interface ReadApi {
  page(type: RecordType, query: URLSearchParams, cursor?: string, options?: PageOptions): Promise<Page>;
}

export function createReadApi(send: Send): ReadApi {
  return {
    async page(type, query, cursor, { signal, limit } = {}) {
      const address = listAddress(type.name, query, { expanded: referenceFields(type), limit, cursor });
      return pageOf(await answerOf(send({ ...address, signal })));
    },
  };
}

export function pageOf(answer: unknown): Page {
  if (!isObject(answer) || !Array.isArray(answer['items'])) throw unexpected('page');
  const { items, nextCursor } = answer;
  return { items: items.filter(isStoredRecord), nextCursor: typeof nextCursor === 'string' ? nextCursor : null };
}

export async function answerOf(answer: Promise<Answer>): Promise<unknown> {
  return jsonOf((await answer).text);
}

export function unexpected(wanted: string): TypeError {
  return new TypeError(`Unexpected response from the server: not a ${wanted}.`);
}
