import { defineStage, type Stage, stageNamed } from '../../../infra/stage.ts';
import { NAME } from '../../../src/name.ts';

const dev = stageNamed('dev');

/** The stages of the project, and two for tests: `everything` has every optional setting, `restored` its own issuer and table. */
export const TESTED_STAGES = {
  dev,
  prod: stageNamed('prod'),
  alice: stageNamed('dev-alice'),
  everything: defineStage({
    ...stageNamed('prod'),
    name: 'everything',
    region: 'us-east-1',
    corsOrigins: ['https://other.example.com'],
    function: { ...dev.function, reservedConcurrency: 20, tracing: true },
    workspace: 'claim:workspace',
    workspaceTrigger: true,
    selfSignUp: true,
    machineClient: true,
    ownEncryptionKey: true,
    siteDomain: { name: 'records.example.com', certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/site' },
    apiDomain: { name: 'api.example.com', certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/api' },
    firewall: { requests: 2_000 },
    alarmEmail: 'ops@example.com',
    monthlyBudget: 50,
    historyDays: 30,
  }),
  restored: defineStage({
    ...dev,
    name: 'restored',
    changes: false,
    restoredTable: 'records-restored',
    issuer: { url: 'https://issuer.example.com/tenant/', audience: ['api', 'other'], webClientId: 'web', roleWithoutGroups: 'none' },
  }),
} as const satisfies Readonly<Record<string, Stage>>;

/** The numbers of indexes that `prod` has during an update that adds the others. */
export const FEWER_INDEXES = [5, 6, 7, 8] as const;
export const INDEXES_STACK = `${NAME}-indexes-`;
/** `prod` with record types that have hooks. */
export const HOOKS_STACK = `${NAME}-hooks`;

export type TestedStage = keyof typeof TESTED_STAGES;
