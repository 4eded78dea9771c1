import type { Option } from '../option.ts';

/** The drawing of the architecture and the suite on the stand-in for AWS. They show and test the whole stack, so `init` removes them with any part of it. */
export const drawing = {
  paths: [
    'infra/architecture',
    'infra/commands/architecture.ts',
    'test/infra/architecture.test.ts',
    'docs/architecture',
    'test/deployment',
  ],
  scripts: ['architecture', 'test:deployment'],
  packages: { infra: ['@expo-google-fonts/inter', '@resvg/resvg-js'] },
  cuts: [
    ['.ci/run', /^# The files of the API suite for the deployed stack\. .*\n.*\n/m],
    ['jest.config.ts', /^ *deployment: \['deployment'\],\n/m],
    ['README.md', /^<picture>\n.*\n.*architecture\.svg[\s\S]*?<\/picture>\n\n/m],
    ['README.md', /^\[What each service does\][\s\S]*?(?=\[how the code)/m],
    ['README.md', /^Nothing ran on a real AWS account\. [\s\S]*?\n\n/m],
    ['CONTRIBUTING.md', /, the renderer of the drawing/],
    ['docs/deploy.md', /^### Tried without AWS\n[\s\S]*?(?=^## )/m],
    ['ARCHITECTURE.md', /^\| add an AWS service .*\n/m],
  ],
} as const satisfies Option;
