import type { RecordType } from '../../src/schema/record-type.ts';
import { isObject, jsonOf } from '../model/json.ts';
import { isStoredRecord, type StoredRecord } from '../model/stored-record.ts';
import type { Answer, Send } from './send.ts';

export interface Page {
  readonly items: readonly StoredRecord[];
  readonly nextCursor: string | null;
}

export interface Count {
  readonly count: number;
  /** `false`: there are at least as many. */
  readonly complete: boolean;
  readonly groups: Readonly<Record<string, number>>;
}

/** What the UI asks the API for; each function is one request. Failures are as `Send` throws them. */
export interface ReadApi {
  page(type: RecordType, query: URLSearchParams, cursor: string | undefined, signal?: AbortSignal): Promise<Page>;
  count(type: RecordType, query: URLSearchParams, groupBy: string | undefined, signal?: AbortSignal): Promise<Count>;
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

    async count(type, query, groupBy, signal) {
      const parameters = new URLSearchParams(query);
      parameters.delete('sort');
      if (groupBy !== undefined) parameters.set('groupBy', groupBy);
      return countOf(await answerOf(send({ path: `${pathOf(type)}/count?${parameters}`, signal })));
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
  throw unlike('record');
}

function pageOf(answer: unknown): Page {
  if (!isObject(answer) || !Array.isArray(answer['items'])) throw unlike('page');
  const { items, nextCursor } = answer;
  return { items: items.filter(isStoredRecord), nextCursor: typeof nextCursor === 'string' ? nextCursor : null };
}

function countOf(answer: unknown): Count {
  if (!isObject(answer)) throw unlike('count');
  const groups: Record<string, number> = {};
  if (isObject(answer['groups'])) for (const [name, count] of Object.entries(answer['groups'])) groups[name] = Number(count);
  return { count: Number(answer['count']), complete: answer['complete'] !== false, groups };
}

function unlike(wanted: string): TypeError {
  return new TypeError(`The service answered with something that is no ${wanted}.`);
}
