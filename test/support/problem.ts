import { expect } from '@jest/globals';
import { PROBLEMS, type ProblemSlug } from '../../src/http/problem.ts';
import type { Answer } from './client.ts';

/** Checks an answer against RFC 9457 and the members that every problem of the API has. */
export function expectProblem(answer: Answer, slug: ProblemSlug): void {
  const { status, title } = PROBLEMS[slug];
  expect(answer.body).toMatchObject({ type: `/problems/${slug}`, title, status, detail: expect.stringMatching(/\S/) });
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.body.requestId).toBe(answer.headers['x-request-id']);
  expect(answer.body.instance).toMatch(/^\//);
}

/** Returns the faults of a problem as code and location: `too-long /title`, `unknown-parameter query limit`. */
export function faultsOf({ body }: Answer): string[] {
  const errors: { in: string; pointer?: string; name?: string; code: string; detail: string }[] = body.errors ?? [];
  for (const { detail } of errors) expect(detail).toMatch(/\S/);
  return errors.map(({ in: location, pointer, name, code }) => {
    expect(['body', 'query', 'header', 'path']).toContain(location);
    return location === 'body' ? `${code} ${pointer}` : `${code} ${location} ${name}`;
  });
}
