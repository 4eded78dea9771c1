import { build, missingBuild } from '../build-output.ts';
import { stackNameOf } from '../stage.ts';
import { readArguments, stageArgument } from './arguments.ts';
import { runCommand } from './run-command.ts';
import { cdk } from './run-tool.ts';

await runCommand(async () => {
  const stage = stageArgument(readArguments(process.argv.slice(2), ['stage']).stage);
  if (missingBuild().length > 0) await build();
  await cdk('synth', '--quiet', '--context', `stage=${stage.name}`);
  console.log(`No findings. Template: dist/cdk/${stackNameOf(stage)}.template.json`);
});
