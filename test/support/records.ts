import { expect } from '@jest/globals';
import type { Client } from './client.ts';

export interface Made {
  readonly id: string;
  /** Its path. */
  readonly path: string;
  readonly record: Readonly<Record<string, unknown>>;
}

/** Creates a record and gives it as the API answered it. */
export async function make(client: Client, type: string, body: unknown): Promise<Made> {
  const answer = await client.post(`/api/v1/${type}`, { body });
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 201 });
  return { id: answer.body.id, path: `/api/v1/${type}/${answer.body.id}`, record: answer.body };
}

/** Creates a record and moves it to the trash; it is at version 2 then. */
export async function makeTrashed(client: Client, type: string, body: unknown): Promise<Made> {
  const made = await make(client, type, body);
  const answer = await client.delete(made.path);
  expect(answer.status).toBe(204);
  return made;
}

/** How many live records of a type the caller's workspace has: by the table itself, so that no write is missed. */
export async function countLive(client: Client, type: string): Promise<number> {
  const { body } = await client.get(`/api/v1/${type}/count`);
  expect(body).toEqual({ count: expect.any(Number), complete: true });
  return body.count;
}

/** An id that no record has. */
export const UNKNOWN_ID = '0190c0de-0000-7000-8000-000000000000';
