import { runCommand } from '../../src/commands/cli.ts';
import { UsageError } from '../../src/usage-error.ts';
import { createAccounts } from './accounts.ts';
import { createDeployedStack } from './deployed-stack.ts';
import { managePeople, PEOPLE_USAGE } from './manage-people.ts';
import { stageArgument } from './stage-argument.ts';

await runCommand({
  usage: PEOPLE_USAGE,
  options: { stage: 'optional', role: 'optional', name: 'optional', workspace: 'optional' },
  takesWords: true,
  async run({ options, words, print }) {
    const stage = stageArgument(options.stage);
    const { UserPoolId } = await createDeployedStack(stage).outputs();
    if (UserPoolId === undefined) throw new UsageError('The deployed stack has no output UserPoolId. Deploy this version first.');
    for (const line of await managePeople(createAccounts(stage, UserPoolId), { stage, words, options })) print(line);
    return 0;
  },
});
