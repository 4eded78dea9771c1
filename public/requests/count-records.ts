import type { Send } from '../../client/src/send.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { isObject } from '../model/json.ts';
import { answerOf, unexpected } from './read-api.ts';

export interface Count {
  readonly count: number;
  /** If `false`, `count` is a minimum. */
  readonly complete: boolean;
  readonly groups: ReadonlyMap<string, number>;
}

export interface CountRequest {
  readonly type: RecordType;
  readonly query: URLSearchParams;
  readonly groupBy?: string | undefined;
  readonly signal?: AbortSignal;
}

export async function countRecords(send: Send, { type, query, groupBy, signal }: CountRequest): Promise<Count> {
  const parameters = new URLSearchParams(query);
  parameters.delete('sort');
  if (groupBy !== undefined) parameters.set('groupBy', groupBy);
  const answer = await answerOf(send({ path: `${type.name}/count`, query: parameters, signal }));
  if (!isObject(answer)) throw unexpected('count');
  const groups = isObject(answer['groups']) ? Object.entries(answer['groups']) : [];
  return {
    count: Number(answer['count']),
    complete: answer['complete'] !== false,
    groups: new Map(groups.map(([name, count]) => [name, Number(count)])),
  };
}
