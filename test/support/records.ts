import { expect } from '@jest/globals';
import type { Client } from './client.ts';

export interface Made {
  readonly id: string;
  /** Its path. */
  readonly path: string;
  readonly record: Readonly<Record<string, unknown>>;
}

/** Creates a record and returns it as the API sent it. */
export async function make(client: Client, type: string, body: unknown): Promise<Made> {
  const answer = await client.post(`/api/v1/${type}`, { body });
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 201 });
  return { id: answer.body.id, path: `/api/v1/${type}/${answer.body.id}`, record: answer.body };
}

/** Creates a record and moves it to the trash, which makes it version 2. */
export async function makeTrashed(client: Client, type: string, body: unknown): Promise<Made> {
  const made = await make(client, type, body);
  const answer = await client.delete(made.path);
  expect(answer.status).toBe(204);
  return made;
}

/** Counts the live records of a type in the caller's workspace. Reads the table, not an index, so no write is missed. */
export async function countLive(client: Client, type: string): Promise<number> {
  const { body } = await client.get(`/api/v1/${type}/count`);
  expect(body).toEqual({ count: expect.any(Number), complete: true });
  return body.count;
}

/** An id that no record has. */
export const UNKNOWN_ID = '0190c0de-0000-7000-8000-000000000000';
