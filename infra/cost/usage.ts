import { DEFAULT_HISTORY_DAYS } from '../../src/config.ts';
import { TABLE_INDEXES } from '../../src/store/table.ts';
import type { Stage } from '../stage.ts';
import type { Usage } from './bill.ts';
import { type Operation, type Units, unitsOf } from './units.ts';

export interface Load {
  /** Requests per month. */
  readonly requests: number;
  /** The share of reads, from 0 to 1. */
  readonly reads: number;
  /** Stored records. */
  readonly records: number;
  /** Users who sign in during the month. */
  readonly users: number;
  /** Whether the changes run hooks. Default: false. */
  readonly hooks?: boolean;
}

export const DEFAULT_LOAD: Load = { requests: 1_000_000, reads: 0.8, records: 100_000, users: 100 };

/** Assumptions that are not measured. docs/cost.md explains each. */
const ASSUMED = {
  readMix: [
    { operation: 'page', share: 0.5 },
    { operation: 'indexPage', share: 0.25 },
    { operation: 'get', share: 0.25 },
  ],
  writeMix: [
    { operation: 'createOnce', share: 0.3 },
    { operation: 'patch', share: 0.5 },
    { operation: 'trash', share: 0.2 },
  ],
  /** Billed milliseconds: CPU time of the app and time waiting for DynamoDB. */
  functionMs: 12,
  /** Changes that the function behind the stream gets at once, and its milliseconds for them. */
  changesPerBatch: 2,
  batchMs: 15,
  /** Milliseconds that the hooks of a batch take. They mostly wait for another service. */
  hooksMs: 200,
  /** Requests per cold start. */
  requestsPerStart: 100,
  /** Extra billed milliseconds of a cold start. */
  startMs: 400,
  answerKb: 8,
  /** Log lines of the function, of Lambda and of the gateway. */
  logKb: 2,
  siteMb: 2,
} as const;

/** What the cost of a record depends on. */
export interface Profile {
  unitsOf(operation: Operation): Units;
  readonly recordKb: number;
  readonly indexesPerRecord: number;
  /** The size of an entry of the history. */
  readonly entryKb: number;
}

/** The mean of the built-in types. */
const BUILT_IN: Profile = { unitsOf, recordKb: 1, indexesPerRecord: 3.5, entryKb: 0.8 };
/** The history has two indexes. */
const ENTRY_COPIES = 3;

/** The number of metrics in all alarms, because CloudWatch charges per metric. A test counts them in the template. */
const ALARM_METRICS = 13;
const HISTORY_ALARM_METRICS = 2;
const HOOKS_ALARM_METRICS = 1;
/** The number of the app's metrics that have data in normal operation. */
export const OWN_METRICS = 10;
const FIREWALL_RULES = 3;
/** MB of each function behind the stream. It mostly waits for DynamoDB. A batch of records of 400 KB fits. */
export const CHANGES_MEMORY = 512;
/** A table at the write limit of `prod` has a few partitions, each with one shard. */
const MAX_SHARDS = 10;
/** The default limit of concurrent executions. New accounts can start with 10. */
const ACCOUNT_CONCURRENCY = 1_000;

const SECONDS_PER_MONTH = 730 * 3600;
const KB_PER_GB = 1024 * 1024;
const DAYS_PER_MONTH = 30;

export function alarmMetricsOf({ changes = true }: Stage, hooks = false): number {
  return ALARM_METRICS + (changes ? HISTORY_ALARM_METRICS + (hooks ? HOOKS_ALARM_METRICS : 0) : 0);
}

/** Returns the monthly usage of an idle stage: existing resources. */
export function idleUsage(stage: Stage, hooks = false): Usage {
  return {
    siteStorage: ASSUMED.siteMb / 1024,
    alarmMetric: alarmMetricsOf(stage, hooks),
    dashboard: 1,
    ...(stage.machineClient === true ? { machineClient: 1 } : {}),
    ...(stage.ownEncryptionKey === true ? { encryptionKey: 1 } : {}),
    ...(stage.firewall === undefined ? {} : { firewallAcl: 1, firewallRule: FIREWALL_RULES }),
  };
}

/** Returns the monthly usage under an evenly distributed load, once the history is as old as it gets. */
export function usageOf(stage: Stage, load: Load, profile = BUILT_IN): Usage {
  const { requests, hooks = false } = load;
  const changes = stage.changes === false ? 0 : requests * (1 - load.reads);
  const batches = changes / ASSUMED.changesPerBatch;
  const recordsGb = (load.records * profile.recordKb) / KB_PER_GB;
  const entriesGb = (changes * ((stage.historyDays ?? DEFAULT_HISTORY_DAYS) / DAYS_PER_MONTH) * profile.entryKb) / KB_PER_GB;
  const reads = mixed(ASSUMED.readMix, requests * load.reads, profile);
  const writes = mixed(ASSUMED.writeMix, requests * (1 - load.reads), profile);
  const billedMs = ASSUMED.functionMs + ASSUMED.startMs / ASSUMED.requestsPerStart;
  const batchMs = ASSUMED.batchMs + (hooks ? ASSUMED.hooksMs : 0);
  const logGb = (requests * ASSUMED.logKb) / KB_PER_GB;
  return {
    ...idleUsage(stage, hooks),
    ...baseUsage(stage, requests),
    functionRequest: requests + batches * (hooks ? 2 : 1),
    functionTime: (requests * billedMs * stage.function.memory + batches * batchMs * CHANGES_MEMORY) / 1024 / 1000,
    readUnit: reads.read + writes.read,
    writeUnit: reads.write + writes.write + changes * profile.unitsOf('entry').write,
    tableStorage: recordsGb * (1 + profile.indexesPerRecord) + entriesGb * ENTRY_COPIES,
    // Backups contain only the table: a restore rebuilds the indexes.
    tableBackup: recordsGb + entriesGb,
    siteTraffic: (requests * ASSUMED.answerKb) / KB_PER_GB,
    logIntake: logGb,
    logStorage: (logGb * stage.logRetentionDays) / DAYS_PER_MONTH,
    ownMetric: requests === 0 ? 0 : OWN_METRICS,
    activeUser: load.users,
    // A token is valid for one hour.
    ...(stage.machineClient === true && requests > 0 ? { machineToken: SECONDS_PER_MONTH / 3600 } : {}),
  };
}

/**
 * Returns the maximum monthly usage: every limit reached in every second, every response as slow as allowed.
 * CloudFront traffic, storage and sign-ins have no limit and are not included.
 */
export function usageAtCeilings(stage: Stage, hooks = false): Usage {
  const { ceilings } = stage;
  const { memory, timeout, reservedConcurrency = ACCOUNT_CONCURRENCY } = stage.function;
  const requests = ceilings.requests * SECONDS_PER_MONTH;
  // The write units of the table limit the entries too. One invocation per shard runs at a time; the table then has about ten.
  const consumers = stage.changes === false ? 0 : hooks ? 2 : 1;
  const changes = { requests: consumers * requests, seconds: consumers * MAX_SHARDS * SECONDS_PER_MONTH };
  const concurrent = Math.min(ceilings.requests * timeout, reservedConcurrency);
  const tableAndIndexes = 1 + TABLE_INDEXES.length;
  const logGb = (requests * ASSUMED.logKb) / KB_PER_GB;
  return {
    ...idleUsage(stage, hooks),
    ...baseUsage(stage, requests),
    functionRequest: requests + changes.requests,
    functionTime: (concurrent * SECONDS_PER_MONTH * memory + changes.seconds * CHANGES_MEMORY) / 1024,
    readUnit: ceilings.readUnits * tableAndIndexes * SECONDS_PER_MONTH,
    writeUnit: ceilings.writeUnits * tableAndIndexes * SECONDS_PER_MONTH,
    logIntake: logGb,
    logStorage: (logGb * stage.logRetentionDays) / DAYS_PER_MONTH,
    ownMetric: OWN_METRICS,
  };
}

/** Returns the usage that depends only on the number of requests. */
function baseUsage(stage: Stage, requests: number): Usage {
  return {
    gatewayRequest: requests,
    functionRequest: requests,
    siteRequest: requests,
    ...(stage.function.tracing ? { trace: tracesOf(requests) } : {}),
    ...(stage.firewall === undefined ? {} : { firewallRequest: requests }),
  };
}

/** Lambda traces the first request of each second and 5 % of the others ("Sampling", Lambda Developer Guide). */
function tracesOf(requests: number): number {
  const first = Math.min(requests, SECONDS_PER_MONTH);
  return first + (requests - first) * 0.05;
}

type Mix = readonly { readonly operation: Operation; readonly share: number }[];

function mixed(mix: Mix, requests: number, profile: Profile): Units {
  const total = (kind: keyof Units) =>
    mix.reduce((sum, { operation, share }) => sum + requests * share * profile.unitsOf(operation)[kind], 0);
  return { read: total('read'), write: total('write') };
}
