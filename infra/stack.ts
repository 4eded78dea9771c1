import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { TITLE } from '../src/name.ts';
import { TABLE_INDEXES } from '../src/store/table.ts';
import { Api } from './api.ts';
import { ChangesFunction } from './changes.ts';
import { createSignIn } from './create-sign-in.ts';
import { Database } from './database.ts';
import { ApiFunction } from './function.ts';
import { hookSettings } from './hook-settings.ts';
import { HooksFunction } from './hooks.ts';
import { Monitoring } from './monitoring.ts';
import type { Stage } from './stage.ts';
import { Website } from './website.ts';

export interface RecordsStackProps extends StackProps {
  readonly stage: Stage;
  /** The folders that the build creates. */
  readonly build: { readonly function: string; readonly changes: string; readonly website: string };
  /** The function that runs hooks. Default: no record type has hooks. */
  readonly hooks?: BuiltHooks | undefined;
  /** The number of indexes of the table. Default: all. */
  readonly indexes?: number | undefined;
}

export interface BuiltHooks {
  /** The folder that the build creates. */
  readonly code: string;
  /** The names of the record types that have hooks. */
  readonly types: readonly string[];
}

/** The whole service on AWS. */
export class RecordsStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { stage, build, hooks: builtHooks, indexes = TABLE_INDEXES.length, ...props }: RecordsStackProps,
  ) {
    super(scope, id, { description: `${TITLE} API and UI, stage ${stage.name}`, terminationProtection: stage.keepData, ...props });
    Tags.of(this).add('stage', stage.name);
    const { keepData, logRetentionDays, ceilings, corsOrigins = [] } = stage;

    const database = new Database(this, 'Database', {
      keepData,
      ceilings,
      ownEncryptionKey: stage.ownEncryptionKey ?? false,
      restoredTable: stage.restoredTable,
      stream: stage.changes ?? true,
      restoredStream: stage.restoredStream,
      indexes,
    });
    const apiFunction = new ApiFunction(this, 'ApiFunction', {
      code: build.function,
      settings: stage.function,
      environment: environmentOf(stage, database),
      logRetentionDays,
      keepLog: keepData,
    });
    database.grantRecords(apiFunction.handler);
    const changes = this.#addChanges(stage, database, build.changes);
    const hooks = builtHooks && this.#addHooks(stage, database, builtHooks);
    const signIn = createSignIn(this, stage);
    const api = new Api(this, 'Api', { live: apiFunction.live, ceilings, logRetentionDays, domain: stage.apiDomain });
    const website = new Website(this, 'Website', {
      apiHost: api.host,
      folder: build.website,
      signInOrigins: signIn.origins,
      domain: stage.siteDomain,
      firewall: stage.firewall,
      logRetentionDays,
    });
    const clients = signIn.addClients(website.origin);
    api.serve({ issuer: signIn.issuer, clients: clients.audience, otherOrigins: corsOrigins.length > 0 });
    website.publish({ signIn: clients.web });
    const monitoring = new Monitoring(this, 'Monitoring', {
      targets: { functionName: apiFunction.handler.functionName, apiId: api.id, tableName: database.tableName },
      changes: changes && { functionName: changes.handler.functionName, queueName: changes.lost.queueName },
      hooks: hooks && { functionName: hooks.handler.functionName, queueName: hooks.lost.queueName },
      functionLog: apiFunction.log,
      accessLog: api.accessLog,
      memory: stage.function.memory,
      alarmEmail: stage.alarmEmail,
      monthlyBudget: stage.monthlyBudget,
    });
    api.rollOut({ gradually: stage.rollout === 'gradual', rollbackAlarms: monitoring.rollbackAlarms });

    this.#addOutputs({
      SiteUrl: website.origin,
      ApiUrl: api.url,
      ...clients.outputs,
      TableName: database.tableName,
      TableIndexes: String(indexes),
      FunctionName: apiFunction.handler.functionName,
      ChangesFunctionName: changes?.handler.functionName,
      LostChangesQueueName: changes?.lost.queueName,
      HooksFunctionName: hooks?.handler.functionName,
      LostHooksQueueName: hooks?.lost.queueName,
      SiteAlias: stage.siteDomain && website.distribution.distributionDomainName,
      ApiAlias: api.alias,
    });
  }

  #addChanges(stage: Stage, database: Database, code: string): ChangesFunction | undefined {
    const { streamArn } = database;
    if (streamArn === undefined || stage.changes === false) return undefined;
    const environment = { TABLE_NAME: database.tableName, LOG_LEVEL: stage.logLevel, ...historyDaysOf(stage) };
    return new ChangesFunction(this, 'Changes', { code, database, streamArn, environment, ...ofStage(stage) });
  }

  #addHooks(stage: Stage, database: Database, hooks: BuiltHooks): HooksFunction | undefined {
    const { streamArn } = database;
    if (streamArn === undefined || stage.changes === false) return undefined;
    const environment = { LOG_LEVEL: stage.logLevel };
    return new HooksFunction(this, 'Hooks', {
      ...hooks,
      settings: hookSettings(stage),
      database,
      streamArn,
      environment,
      ...ofStage(stage),
    });
  }

  /** Adds the outputs of the stack, which the commands read. */
  #addOutputs(outputs: Readonly<Record<string, string | undefined>>): void {
    for (const [name, value] of Object.entries(outputs)) {
      if (value !== undefined) new CfnOutput(this, name, { value });
    }
  }
}

/** The settings of a function behind the stream. */
function ofStage({ function: { tracing = false }, logRetentionDays, keepData }: Stage) {
  return { tracing, logRetentionDays, keepData };
}

function environmentOf(stage: Stage, { tableName }: Database): Record<string, string> {
  const { workspace, issuer, changes = true, corsOrigins = [], logLevel } = stage;
  return {
    TABLE_NAME: tableName,
    AUTH_MODE: 'api-gateway',
    WORKSPACE: workspace,
    ...(issuer === undefined ? {} : { ROLE_WITHOUT_GROUPS: issuer.roleWithoutGroups }),
    LOG_LEVEL: logLevel,
    ...(changes ? historyDaysOf(stage) : { CHANGES: 'off' }),
    ...(corsOrigins.length === 0 ? {} : { CORS_ORIGINS: corsOrigins.join(',') }),
  };
}

function historyDaysOf({ historyDays }: Stage): Record<string, string> {
  return historyDays === undefined ? {} : { HISTORY_DAYS: String(historyDays) };
}
