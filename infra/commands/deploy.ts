import { runCommand } from '../../src/commands/cli.ts';
import { UsageError } from '../../src/usage-error.ts';
import { build } from '../build-output.ts';
import { stackNameOf } from '../stage.ts';
import { buildIndexesOfStage } from './build-indexes.ts';
import { createDeployedStack, type Outputs } from './deployed-stack.ts';
import { cdk } from './run-tool.ts';
import { stageArgument } from './stage-argument.ts';

await runCommand({
  usage: 'npm run deploy [-- --stage STAGE --admin EMAIL]',
  options: { stage: 'optional', admin: 'optional' },
  async run({ env, options, print }) {
    const stage = stageArgument(options.stage);
    const stack = createDeployedStack(stage);
    await stack.signedIn();
    await build();
    await buildIndexesOfStage(stage.name, 'before', { env, print });
    try {
      await cdk('deploy', stackNameOf(stage), '--context', `stage=${stage.name}`, '--require-approval', 'never');
    } catch (error) {
      throw new UsageError((await stack.deploymentFailure()) ?? 'The deployment failed; the CDK says above why.', { cause: error });
    }
    print(addressesOf(await stack.outputs()));
    const tableNote = await stack.prepareTable();
    if (tableNote !== undefined) print(`Table         ${tableNote}`);
    else await buildIndexesOfStage(stage.name, 'after', { env, print });
    if (options.admin !== undefined) print(`Administrator ${options.admin}: ${await stack.addAdmin(options.admin)}`);
    return 0;
  },
});

function addressesOf({ SiteUrl, ApiUrl, SignInUrl, SiteAlias, ApiAlias }: Outputs): string {
  const lines = [
    `The UI        ${SiteUrl}/`,
    `The API       ${SiteUrl}/api/v1 (without CloudFront: ${ApiUrl}/api/v1)`,
    `Sign-in       ${SignInUrl}`,
  ];
  if (SiteAlias !== undefined) lines.push(`DNS           create a record from the UI's domain to ${SiteAlias}`);
  if (ApiAlias !== undefined) lines.push(`DNS           create a record from the API's domain to ${ApiAlias}`);
  return lines.join('\n');
}
