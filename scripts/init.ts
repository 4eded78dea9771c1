import { fileURLToPath } from 'node:url';
import { runCommand } from '../src/commands/cli.ts';
import { initProject } from './init/init.ts';

await runCommand({
  usage: 'npm run init -- --name NAME [--title TITLE] [--without PART,PART] [--dry-run]',
  options: { name: 'required', title: 'optional', without: 'optional', 'dry-run': 'flag' },
  async run({ options, print }) {
    const { name, title, without = '', 'dry-run': dryRun } = options;
    const parts = without.split(',').filter((part) => part !== '');
    initProject({ folder: fileURLToPath(new URL('..', import.meta.url)), name, title, without: parts, dryRun, print });
    print(dryRun ? 'Nothing was changed.' : 'Done. Run "npm test", then commit.');
    return 0;
  },
});
