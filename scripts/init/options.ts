/** A part of the project that `npm run init -- --without` removes. */
export interface Option {
  /** Files and folders. */
  readonly paths: readonly string[];
  /** Names of scripts in package.json. */
  readonly scripts: readonly string[];
  /** What to delete from files that other parts use too. A test checks that each still matches. */
  readonly cuts: readonly (readonly [file: string, text: RegExp])[];
}

export const OPTIONS: Readonly<Record<string, Option>> = {
  bench: {
    paths: ['test/bench', 'docs/reports/benchmarks.md'],
    scripts: ['bench', 'bench:server', 'bench:growth', 'bench:check'],
    cuts: [
      ['.ci/run', / bench:check(?=; do)/],
      ['.github/dependabot.yml', /, \/test\/bench\/peers/],
      ['knip.json', /^ *"test\/bench\/measure\.ts",\n/m],
      ['knip.json', /,\n *"test\/bench\/peers": \{[\s\S]*?\n {4}\}/],
      ['CONTRIBUTING.md', /^\| `npm run bench.*\n/gm],
      ['CONTRIBUTING.md', /^\| `test\/bench\/peers`.*\n/m],
      ['CONTRIBUTING.md', /, `bench:server`, `bench:growth`/],
      ['README.md', / It also checks that the function stays fast \(\[performance\]\(docs\/performance\.md\)\)\./],
      ['docs/performance.md', /^`npm run bench` measures that\..*\n/m],
      ['docs/performance.md', /^The results with their dates .*\n/m],
      ['docs/performance.md', /^## The benchmark of the function\n[\s\S]*?(?=^## )/m],
      ['docs/performance.md', /^## The benchmark of the server\n[\s\S]*/m],
    ],
  },
  mutation: {
    paths: ['test/mutation', 'docs/reports/2026-11-25-mutation-testing.md'],
    scripts: ['test:mutation'],
    cuts: [
      ['knip.json', /^ *"test\/mutation\/\*\.ts",\n/m],
      ['knip.json', /"@stryker-mutator\/jest-runner", /],
      ['CONTRIBUTING.md', /^\| `npm run test:mutation`.*\n/m],
      ['CONTRIBUTING.md', /^## Mutation testing\n[\s\S]*?(?=^## )/m],
    ],
  },
};
