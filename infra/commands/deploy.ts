import { UsageError } from '../../src/usage-error.ts';
import { build } from '../build-output.ts';
import { stackNameOf } from '../stage.ts';
import { readArguments, stageArgument } from './arguments.ts';
import { buildIndexesOfStage } from './build-indexes.ts';
import { createDeployedStack, type Outputs } from './deployed-stack.ts';
import { runCommand } from './run-command.ts';
import { cdk } from './run-tool.ts';

await runCommand(async () => {
  const given = readArguments(process.argv.slice(2), ['stage', 'admin']);
  const stage = stageArgument(given.stage);
  const stack = createDeployedStack(stage);
  await stack.signedIn();
  await build();
  await buildIndexesOfStage(stage.name, 'before');
  try {
    await cdk('deploy', stackNameOf(stage), '--context', `stage=${stage.name}`, '--require-approval', 'never');
  } catch (error) {
    throw new UsageError((await stack.deploymentFailure()) ?? 'The deployment failed; the CDK says above why.', { cause: error });
  }
  console.log(addressesOf(await stack.outputs()));
  const tableNote = await stack.prepareTable();
  if (tableNote !== undefined) console.log(`Table         ${tableNote}`);
  else await buildIndexesOfStage(stage.name, 'after');
  if (given.admin !== undefined) console.log(`Administrator ${given.admin}: ${await stack.addAdmin(given.admin)}`);
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
