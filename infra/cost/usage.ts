import { TABLE_INDEXES } from '../../src/store/table.ts';
import type { Stage } from '../stage.ts';
import type { Usage } from './bill.ts';
import { type Operation, type Units, unitsOf } from './units.ts';

export interface Load {
  /** Requests a month. */
  readonly requests: number;
  /** The share of them that read, from 0 to 1. */
  readonly reads: number;
  /** Records that are kept. */
  readonly records: number;
  /** People who sign in in the month. */
  readonly users: number;
}

/** What a request is taken to be, where it is not measured; docs/cost.md gives the reason for each. */
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
  /** Milliseconds that Lambda bills: the app's own and its wait for DynamoDB. */
  functionMs: 12,
  /** One request in so many starts a process, and this is what the start takes. */
  requestsAStart: 100,
  startMs: 400,
  answerKb: 8,
  /** Of the function's lines, Lambda's own and the gateway's. */
  logKb: 2,
  recordKb: 1,
  indexesOfARecord: 3.5,
  siteMb: 2,
} as const;

/** Metrics that the alarms watch, counted by the template's test: CloudWatch charges by them. */
export const ALARM_METRICS = 13;
/** Of the app's own, those that it sends while all is well. */
export const OWN_METRICS = 10;
const FIREWALL_RULES = 3;
/** A new account's limit on functions that run at once can be as low as 10, an old one's is 1,000. */
const ACCOUNT_CONCURRENCY = 1_000;

const SECONDS_A_MONTH = 730 * 3600;
const KB_A_GB = 1024 * 1024;
const DAYS_A_MONTH = 30;

/** What a stage uses in a month in which nobody comes: what is stored, and what exists. */
export function idleUsage(stage: Stage, records = 0): Usage {
  const storedGb = (records * ASSUMED.recordKb) / KB_A_GB;
  return {
    tableStorage: storedGb * (1 + ASSUMED.indexesOfARecord),
    // Of the table alone: a restore builds its indexes anew.
    tableBackup: storedGb,
    siteStorage: ASSUMED.siteMb / 1024,
    alarmMetric: ALARM_METRICS,
    dashboard: 1,
    ...(stage.machineClient === true ? { machineClient: 1 } : {}),
    ...(stage.ownEncryptionKey === true ? { encryptionKey: 1 } : {}),
    ...(stage.firewall === undefined ? {} : { firewallAcl: 1, firewallRule: FIREWALL_RULES }),
  };
}

/** What a stage uses in a month under a load that is spread evenly. */
export function usageOf(stage: Stage, load: Load): Usage {
  const { requests } = load;
  const reads = mixed(ASSUMED.readMix, requests * load.reads);
  const writes = mixed(ASSUMED.writeMix, requests * (1 - load.reads));
  const billedMs = ASSUMED.functionMs + ASSUMED.startMs / ASSUMED.requestsAStart;
  const logGb = (requests * ASSUMED.logKb) / KB_A_GB;
  return {
    ...idleUsage(stage, load.records),
    ...baseUsage(stage, requests),
    functionTime: (requests * billedMs * stage.function.memory) / 1024 / 1000,
    readUnit: reads.read + writes.read,
    writeUnit: reads.write + writes.write,
    siteTraffic: (requests * ASSUMED.answerKb) / KB_A_GB,
    logIntake: logGb,
    logStorage: (logGb * stage.logRetentionDays) / DAYS_A_MONTH,
    ownMetric: requests === 0 ? 0 : OWN_METRICS,
    activeUser: load.users,
    // A token is good for an hour.
    ...(stage.machineClient === true && requests > 0 ? { machineToken: SECONDS_A_MONTH / 3600 } : {}),
  };
}

/**
 * What a stage uses at most, with every ceiling reached in every second of the month and each answer taking as long as it may.
 * What CloudFront sends, what is stored and who signs in have no ceiling, and are not in it.
 */
export function usageAtCeilings(stage: Stage): Usage {
  const { ceilings } = stage;
  const { memory, timeout, reservedConcurrency = ACCOUNT_CONCURRENCY } = stage.function;
  const requests = ceilings.requests * SECONDS_A_MONTH;
  const atOnce = Math.min(ceilings.requests * timeout, reservedConcurrency);
  const tableAndIndexes = 1 + TABLE_INDEXES.length;
  const logGb = (requests * ASSUMED.logKb) / KB_A_GB;
  return {
    ...idleUsage(stage),
    ...baseUsage(stage, requests),
    functionTime: (atOnce * SECONDS_A_MONTH * memory) / 1024,
    readUnit: ceilings.readUnits * tableAndIndexes * SECONDS_A_MONTH,
    writeUnit: ceilings.writeUnits * tableAndIndexes * SECONDS_A_MONTH,
    logIntake: logGb,
    logStorage: (logGb * stage.logRetentionDays) / DAYS_A_MONTH,
    ownMetric: OWN_METRICS,
  };
}

/** What each request uses, whatever it asks. */
function baseUsage(stage: Stage, requests: number): Usage {
  return {
    gatewayRequest: requests,
    functionRequest: requests,
    siteRequest: requests,
    ...(stage.function.tracing ? { trace: tracesOf(requests) } : {}),
    ...(stage.firewall === undefined ? {} : { firewallRequest: requests }),
  };
}

/** Lambda records the first request of each second and one in twenty of the others ("Sampling", Lambda Developer Guide). */
function tracesOf(requests: number): number {
  const first = Math.min(requests, SECONDS_A_MONTH);
  return first + (requests - first) * 0.05;
}

function mixed(mix: readonly { readonly operation: Operation; readonly share: number }[], requests: number): Units {
  const total = (kind: keyof Units) => mix.reduce((sum, { operation, share }) => sum + requests * share * unitsOf(operation)[kind], 0);
  return { read: total('read'), write: total('write') };
}
