import { isObject } from '../model/json.ts';
import { answerOf, unexpected } from './read-api.ts';
import type { Send } from './send.ts';

/** A person in the directory of the workspace. */
export interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly email: string | undefined;
}

export interface Profile {
  readonly name: string;
  readonly email?: string | undefined;
}

const PATH = '/api/v1/people';
const PAGE_SIZE = 100;
/** Reads at most 2,000 people. The UI shows no names for the others. */
const MAX_PAGES = 20;
/** Long, because no component waits for the result. */
const RETRY_FOR_MS = 60_000;

/** Saves the name and the e-mail address of the signed-in person. */
export async function saveProfile(send: Send, profile: Profile): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  await send({ method: 'PUT', path: `${PATH}/me`, headers, body: JSON.stringify(profile), retryForMs: RETRY_FOR_MS });
}

/** Reads the people in the directory. */
export async function readPeople(send: Send): Promise<readonly Colleague[]> {
  const people: Colleague[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const parameters = new URLSearchParams({ limit: String(PAGE_SIZE), ...(cursor === undefined ? {} : { cursor }) });
    const answer = await answerOf(send({ path: `${PATH}?${parameters}` }));
    if (!isObject(answer) || !Array.isArray(answer['items'])) throw unexpected('page of people');
    people.push(...answer['items'].flatMap(colleagueOf));
    if (typeof answer['nextCursor'] !== 'string') break;
    cursor = answer['nextCursor'];
  }
  return people;
}

function colleagueOf(item: unknown): Colleague[] {
  if (!isObject(item) || typeof item['id'] !== 'string' || typeof item['name'] !== 'string') return [];
  const { id, name, email } = item;
  return [{ id, name, email: typeof email === 'string' ? email : undefined }];
}
