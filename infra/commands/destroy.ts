import { UsageError } from '../../src/usage-error.ts';
import { stackNameOf } from '../stage.ts';
import { readArguments, stageArgument } from './arguments.ts';
import { createDeployedStack } from './deployed-stack.ts';
import { destroySummary } from './destroy-summary.ts';
import { runCommand } from './run-command.ts';

await runCommand(async () => {
  const given = readArguments(process.argv.slice(2), ['stage', 'confirm']);
  const stage = stageArgument(given.stage);
  const stackName = stackNameOf(stage);
  console.log(destroySummary(stage));
  if (given.confirm !== stackName) {
    throw new UsageError(`Nothing was deleted. To continue, run: npm run destroy -- --stage ${stage.name} --confirm ${stackName}`);
  }
  const stack = createDeployedStack(stage);
  if (await stack.isProtected()) {
    const unlock = `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${stackName}`;
    throw new UsageError(`Nothing was deleted: the stack has termination protection. To remove it, run: ${unlock}`);
  }
  console.log(`Deleting ${stackName}. CloudFront takes some minutes.`);
  await stack.remove();
  console.log(`${stackName} was deleted.`);
});
