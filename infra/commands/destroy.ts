import { runCommand } from '../../src/commands/cli.ts';
import { UsageError } from '../../src/usage-error.ts';
import { stackNameOf } from '../stage.ts';
import { createDeployedStack } from './deployed-stack.ts';
import { destroySummary } from './destroy-summary.ts';
import { stageArgument } from './stage-argument.ts';

await runCommand({
  usage: 'npm run destroy [-- --stage STAGE --confirm STACK]',
  options: { stage: 'optional', confirm: 'optional' },
  async run({ options, print }) {
    const stage = stageArgument(options.stage);
    const stackName = stackNameOf(stage);
    print(destroySummary(stage));
    if (options.confirm !== stackName) {
      throw new UsageError(`Nothing was deleted. To continue, run: npm run destroy -- --stage ${stage.name} --confirm ${stackName}`);
    }
    const stack = createDeployedStack(stage);
    if (await stack.isProtected()) {
      const unlock = `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${stackName}`;
      throw new UsageError(`Nothing was deleted: the stack has termination protection. To remove it, run: ${unlock}`);
    }
    print(`Deleting ${stackName}. CloudFront takes some minutes.`);
    await stack.remove();
    print(`${stackName} was deleted.`);
    return 0;
  },
});
