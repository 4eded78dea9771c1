import { fileURLToPath } from 'node:url';
import { runCommand } from '../src/commands/cli.ts';
import { initProject } from './init/init.ts';
import { OPTIONS } from './init/options.ts';

await runCommand({
  usage: `npm run init -- --name NAME [--title TITLE] [--without PART,PART] [--dry-run]\nA PART is ${Object.keys(OPTIONS).join(', ')}.`,
  options: { name: 'required', title: 'optional', without: 'list', 'dry-run': 'flag' },
  async run({ options, print }) {
    const { name, title, without, 'dry-run': dryRun } = options;
    const isChanged = initProject({ folder: fileURLToPath(new URL('..', import.meta.url)), name, title, without, dryRun, print });
    if (dryRun) print('Nothing was changed.');
    else print(isChanged ? 'Done. Run "npm test", then commit.' : 'There is nothing to change.');
    return 0;
  },
});
