import { runCommand } from '../../src/commands/cli.ts';
import { build, missingBuild } from '../build-output.ts';
import { stackNameOf } from '../stage.ts';
import { cdk } from './run-tool.ts';
import { stageArgument } from './stage-argument.ts';

await runCommand({
  usage: 'npm run synth [-- --stage STAGE]',
  options: { stage: 'optional' },
  async run({ options, print }) {
    const stage = stageArgument(options.stage);
    if (missingBuild().length > 0) await build();
    await cdk('synth', '--quiet', '--context', `stage=${stage.name}`);
    print(`No findings. Template: dist/cdk/${stackNameOf(stage)}.template.json`);
    return 0;
  },
});
