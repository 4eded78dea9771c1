import { runCommand } from '../../src/commands/cli.ts';
import { UsageError } from '../../src/usage-error.ts';
import { createDeployedStack, type DeployedStack, type Outputs } from './deployed-stack.ts';
import { machineToken } from './machine-token.ts';
import { runChecks, smokeChecks } from './smoke-checks.ts';
import { stageArgument } from './stage-argument.ts';

await runCommand({
  usage: 'npm run smoke [-- --stage STAGE]',
  options: { stage: 'optional' },
  async run({ env, options, print }) {
    const stage = stageArgument(options.stage);
    const stack = createDeployedStack(stage);
    const outputs = await stack.outputs();
    const checks = smokeChecks({
      site: output(outputs, 'SiteUrl'),
      issuer: output(outputs, 'Issuer'),
      webClientId: output(outputs, 'WebClientId'),
      token: env['TOKEN_EDITOR'] ?? (await tokenOf(stack, outputs)),
      fetch,
    });
    const failed = await runChecks(checks, print);
    if (failed > 0) throw new UsageError(`${failed} of ${checks.length} checks failed.`);
    return 0;
  },
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
