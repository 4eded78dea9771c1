import { runCommand } from '../../src/commands/cli.ts';
import { recordTypes } from '../../src/records/index.ts';
import { build } from '../build-output.ts';
import { stackNameOf } from '../stage.ts';
import { acceptArgument } from './accept-argument.ts';
import { deployStage } from './deploy-stage.ts';
import { createDeployedStack } from './deployed-stack.ts';
import { cdk } from './run-tool.ts';
import { stageArgument } from './stage-argument.ts';
import { openTableOfStage } from './stage-table.ts';

await runCommand({
  usage: 'npm run deploy [-- --stage STAGE] [--admin EMAIL] [--accept REASON]',
  options: { stage: 'optional', admin: 'optional', accept: 'optional' },
  async run({ env, options, print }) {
    const stage = stageArgument(options.stage);
    return await deployStage({
      admin: options.admin,
      accept: acceptArgument(options.accept),
      stage,
      stack: createDeployedStack(stage),
      recordTypes,
      build,
      async updateStack({ indexes, historyLater }) {
        const context = ['--context', `stage=${stage.name}`, '--context', `indexes=${indexes}`];
        if (historyLater) context.push('--context', 'history=later');
        await cdk('deploy', stackNameOf(stage), ...context, '--require-approval', 'never');
      },
      openTable: async (tableName) => await openTableOfStage(stage, tableName, { env, command: 'npm run deploy', print }),
      print,
    });
  },
});
