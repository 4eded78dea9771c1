import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DRAWINGS, pictures, textDrawings } from '../architecture/drawings.ts';
import { runCommand } from './run-command.ts';

await runCommand(() => {
  mkdirSync(DRAWINGS, { recursive: true });
  for (const [name, content] of Object.entries({ ...textDrawings(), ...pictures() })) {
    writeFileSync(join(DRAWINGS, name), content);
    console.log(join(DRAWINGS, name));
  }
});
