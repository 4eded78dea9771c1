import type { Option } from '../option.ts';

/** Mutation testing. */
export const mutation: Option = {
  paths: ['test/mutation', 'docs/reports/2026-11-25-mutation-testing.md'],
  scripts: ['test:mutation'],
  cuts: [
    ['knip.json', /^ *"test\/mutation\/\*\.ts",\n/m],
    ['knip.json', /"@stryker-mutator\/jest-runner", /],
    ['CONTRIBUTING.md', /^## Mutation testing\n[\s\S]*?(?=^## )/m],
  ],
};
