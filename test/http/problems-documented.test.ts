import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { PROBLEMS, type ProblemSlug } from '../../src/http/problem.ts';
import { problemExample } from '../../src/openapi/problem-examples.ts';

const [, ...sections] = readFileSync(new URL('../../docs/problems.md', import.meta.url), 'utf8').split(/^## /m);

describe('docs/problems.md', () => {
  it('has a section for each problem of the table, in its order, and no others', () => {
    expect(sections.map((section) => section.split('\n')[0])).toEqual(Object.keys(PROBLEMS));
  });

  it.each(Object.entries(PROBLEMS))('documents %s as the table has it, with cause, remedy and example', (slug, { status, title }) => {
    const section = sections.find((candidate) => candidate.startsWith(`${slug}\n`)) ?? '';
    expect(section.split('\n')[1]).toBe(`\`${status}\` ${title}`);
    expect(section).toMatch(/^\*\*When\*\*: .{30}/m);
    expect(section).toMatch(/^\*\*What to do\*\*: .{20}/m);
    const [, shown = ''] = /^```json\n(.*)^```$/ms.exec(section) ?? [];
    const { current: _, ...problem } = problemExample(isProblem(slug) ? slug : 'internal-error', '/api/v1/tasks');
    expect(JSON.parse(shown)).toMatchObject(problem);
  });
});

function isProblem(slug: string): slug is ProblemSlug {
  return Object.hasOwn(PROBLEMS, slug);
}
