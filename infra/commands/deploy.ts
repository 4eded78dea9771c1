import { runCommand } from '../../src/commands/cli.ts';
import { recordTypes } from '../../src/records/index.ts';
import { UsageError } from '../../src/usage-error.ts';
import { build } from '../build-output.ts';
import { stackNameOf } from '../stage.ts';
import { acceptArgument } from './accept-argument.ts';
import { deployStage } from './deploy-stage.ts';
import { createDeployedStack } from './deployed-stack.ts';
import { cdk } from './run-tool.ts';
import { stageArgument } from './stage-argument.ts';
import { openTableOfStage } from './stage-table.ts';

await runCommand({
  usage: 'npm run deploy [-- --stage STAGE] [--admin EMAIL] [--accept REASON] [--express]',
  options: { stage: 'optional', admin: 'optional', accept: 'optional', express: 'flag' },
  async run({ env, options, print }) {
    const stage = stageArgument(options.stage);
    if (options.express && stage.keepData) throw new UsageError(`"${stage.name}" keeps data: deploy it without --express.`);
    if (options.admin !== undefined && stage.issuer !== undefined)
      throw new UsageError(`"${stage.name}" has its own issuer: create the administrator there, and deploy without --admin.`);
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
        // By default, express mode does not roll back.
        const mode = options.express ? ['--express', '--rollback'] : [];
        await cdk('deploy', stackNameOf(stage), ...context, '--require-approval', 'never', ...mode);
      },
      openTable: async (tableName) => await openTableOfStage(stage, tableName, { env, command: 'npm run deploy', print }),
      print,
    });
  },
});
