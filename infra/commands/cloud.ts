import { runCommand } from '../../src/commands/cli.ts';
import { UsageError } from '../../src/usage-error.ts';
import { build } from '../build-output.ts';
import { stackNameOf } from '../stage.ts';
import { createDeployedStack } from './deployed-stack.ts';
import { cdk } from './run-tool.ts';
import { stageArgument } from './stage-argument.ts';

await runCommand({
  usage: 'npm run cloud [-- --stage STAGE]',
  options: { stage: 'optional' },
  async run({ options, print }) {
    const stage = stageArgument(options.stage);
    const command = `npm run deploy -- --stage ${stage.name}`;
    if (stage.keepData) throw new UsageError(`"${stage.name}" keeps data, so only a whole deployment changes it: ${command}`);
    const stack = createDeployedStack(stage);
    await stack.signedIn();
    const indexes = await stack.tableIndexes();
    if (indexes === undefined) throw new UsageError(`"${stage.name}" is not deployed yet. Run: ${command}`);
    await build();
    // Without CloudFormation: it changes the code of functions and the UI, and nothing else.
    await cdk('deploy', stackNameOf(stage), '--context', `stage=${stage.name}`, '--context', `indexes=${indexes}`, '--hotswap');
    print(`Updated the code of ${stackNameOf(stage)}. Settings and record types change with: ${command}`);
    return 0;
  },
});
