import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../src/commands/cli.ts';
import { DRAWINGS, pictures, textDrawings } from '../architecture/drawings.ts';

await runCommand({
  usage: 'npm run architecture',
  options: {},
  async run({ print }) {
    mkdirSync(DRAWINGS, { recursive: true });
    for (const [name, content] of Object.entries({ ...textDrawings(), ...pictures() })) {
      writeFileSync(join(DRAWINGS, name), content);
      print(join(DRAWINGS, name));
    }
    return 0;
  },
});
