import { UsageError } from '../../src/usage-error.ts';
import { readArguments, stageArgument } from './arguments.ts';
import { createDeployedStack, type DeployedStack, type Outputs } from './deployed-stack.ts';
import { machineToken } from './machine-token.ts';
import { runCommand } from './run-command.ts';
import { runChecks, smokeChecks } from './smoke-checks.ts';

await runCommand(async () => {
  const stage = stageArgument(readArguments(process.argv.slice(2), ['stage']).stage);
  const stack = createDeployedStack(stage);
  const outputs = await stack.outputs();
  const checks = smokeChecks({
    site: output(outputs, 'SiteUrl'),
    issuer: output(outputs, 'Issuer'),
    webClientId: output(outputs, 'WebClientId'),
    token: process.env['TOKEN_EDITOR'] ?? (await tokenOf(stack, outputs)),
    fetch,
  });
  const failed = await runChecks(checks, console.log);
  if (failed > 0) throw new UsageError(`${failed} of ${checks.length} checks failed.`);
});

async function tokenOf(stack: DeployedStack, outputs: Outputs): Promise<string> {
  const secret = await stack.machineSecret();
  if (secret === undefined) {
    throw new UsageError(
      'The stage has no machine client. Set "machineClient: true" in infra/stage.ts (it has an idle cost: docs/cost.md), or set TOKEN_EDITOR to a token.',
    );
  }
  return await machineToken({ signIn: output(outputs, 'SignInUrl'), clientId: output(outputs, 'MachineClientId'), secret, fetch });
}

function output(outputs: Outputs, name: string): string {
  const value = outputs[name];
  if (value === undefined) throw new UsageError(`The deployed stack has no output ${name}. Deploy this version first.`);
  return value;
}
