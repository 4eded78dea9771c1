import { describe, expect, it } from '@jest/globals';
import { malformed, PROBLEMS, Problem, type RequestFault } from '../../src/http/problem.ts';

const fault = (pointer: string): RequestFault => ({ in: 'body', pointer, code: 'too-long', detail: 'is too long' });

describe('Problem', () => {
  it.each(Object.entries(PROBLEMS))('%s is a problem of its status', (slug, { status, title }) => {
    expect(slug).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
  });

  it('sends its members to the client, and never its cause', () => {
    const problem = new Problem('version-conflict', {
      detail: 'It has changed.',
      headers: { ETag: '"2"' },
      current: { version: 2 },
      cause: new Error('secret'),
    });
    expect(problem.toBody({ instance: '/api/v1/tasks/1', requestId: 'r' })).toEqual({
      type: '/problems/version-conflict',
      title: PROBLEMS['version-conflict'].title,
      status: 412,
      detail: 'It has changed.',
      instance: '/api/v1/tasks/1',
      requestId: 'r',
      current: { version: 2 },
    });
    expect(problem).toMatchObject({ status: 412, headers: { ETag: '"2"' }, cause: new Error('secret') });
  });

  it('is the same within a larger body, but for its pointers', () => {
    const query: RequestFault = { in: 'query', name: 'limit', code: 'out-of-range', detail: 'is too much' };
    const problem = new Problem('invalid-record', { detail: 'No.', errors: [fault('/title'), fault(''), query], cause: 'secret' });
    const within = problem.within('/operations/3/record');
    expect(within.toBody().errors).toEqual([fault('/operations/3/record/title'), fault('/operations/3/record'), query]);
    expect({ ...within.toBody(), errors: [] }).toEqual({ ...problem.toBody(), errors: [] });
    expect(within.cause).toBe('secret');
  });

  it('reports at most a hundred faults', () => {
    const errors = Array.from({ length: 101 }, (_, n) => fault(`/${n}`));
    expect(new Problem('invalid-record', { errors }).toBody().errors).toEqual(errors.slice(0, 100));
    expect(new Problem('invalid-record', { errors: errors.slice(1) }).toBody().errors).toHaveLength(100);
  });

  it('names in its detail the first malformed location', () => {
    expect(malformed([fault('')]).message).toBe('The body is too long.');
    expect(malformed([{ in: 'header', name: 'If-Match', code: 'bad-format', detail: 'must be tags' }]).message).toBe(
      '"If-Match" must be tags.',
    );
  });
});
