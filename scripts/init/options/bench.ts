import type { Option } from '../option.ts';

/** The benchmarks. */
export const bench: Option = {
  paths: ['test/bench', 'docs/reports/benchmarks.md'],
  scripts: ['bench', 'bench:server', 'bench:growth', 'bench:history', 'bench:first-list', 'bench:profile', 'bench:check'],
  cuts: [
    ['.github/dependabot.yml', /, \/test\/bench\/peers/],
    ['knip.json', /^ *"test\/bench\/measure\.ts",\n/m],
    ['knip.json', /,\n *"test\/bench\/peers": \{[\s\S]*?\n {4}\}/],
    ['CONTRIBUTING.md', /^\| `test\/bench\/peers`.*\n/m],
    ['CONTRIBUTING.md', /, `bench:server`, `bench:growth`/],
    ['README.md', / It also checks that the function stays fast \(\[performance\]\(docs\/performance\.md\)\)\./],
    ['docs/performance.md', /^## The benchmark of the function\n[\s\S]*?(?=^## )/m],
    ['docs/performance.md', /^## Where the time goes\n[\s\S]*?(?=^## )/m],
    ['docs/performance.md', /^## The benchmark of the server\n[\s\S]*/m],
  ],
};
