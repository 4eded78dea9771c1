import { LOG_LEVELS, type LogLevel } from '../src/observability/logger.ts';

/** The address of a certificate in AWS Certificate Manager and the name it is for. */
export interface CustomDomain {
  readonly name: string;
  readonly certificateArn: string;
}

/** All that differs from one stage to another. What is optional and left out leaves no resource behind. */
export interface Stage {
  /** Ends the names of the stack and of what must be named; lower-case letters, digits and hyphens. */
  readonly name: string;
  /** The region to deploy to; left out, the one that the AWS settings of who deploys name. */
  readonly region?: string | undefined;
  /** Keeps the table, the user pool and the function's log when the stack goes, and guards the first two against deletion until then. */
  readonly keepData: boolean;
  /**
   * The claim that tells whose records a caller works with: `sub`, each their own; `iss`, all of this user pool together;
   * `client_id`, all who sign in by the website, and each machine its own; or one that a trigger of the pool puts into access tokens.
   */
  readonly workspaceClaim: string;
  /** Origins of other sites that may call the API from a browser. */
  readonly corsOrigins?: readonly string[] | undefined;
  readonly logLevel: LogLevel;
  /** Days: one of those that CloudWatch Logs offers. */
  readonly logRetentionDays: number;
  readonly function: FunctionSettings;
  readonly ceilings: Ceilings;
  /** `gradual`: 10 % of the requests for five minutes, then all; back at once if a rollback alarm goes off. */
  readonly rollout: 'at-once' | 'gradual';
  /** Whether strangers may open an account. */
  readonly selfSignUp: boolean;
  /** A client for machines, by client credentials. Cognito charges for it while it exists: see docs/cost.md. */
  readonly machineClient?: boolean | undefined;
  /** Encrypts the table with a key of this account instead of one that AWS owns. It costs while it exists: see docs/cost.md. */
  readonly ownEncryptionKey?: boolean | undefined;
  /** A table to work on in the place of the stack's own: what a point-in-time restore made (docs/runbook.md). */
  readonly restoredTable?: string | undefined;
  /** The website under a name of your own; CloudFront wants its certificate in us-east-1. */
  readonly siteDomain?: CustomDomain | undefined;
  /** The API under a name of its own, for clients that are no browsers; its certificate lies in the stack's region. */
  readonly apiDomain?: CustomDomain | undefined;
  /** AWS WAF before CloudFront, for stacks in us-east-1. It costs while it exists: see docs/cost.md. */
  readonly firewall?: FirewallSettings | undefined;
  /** Who is told of alarms; SNS asks for consent by mail first. */
  readonly alarmEmail?: string | undefined;
  /** US dollars a month, of the whole account, whose passing (and whose forecast passing) is an alarm. */
  readonly monthlyBudget?: number | undefined;
}

export interface FunctionSettings {
  /** MB; Lambda gives CPU in proportion, a whole one at 1,769. */
  readonly memory: number;
  /** Seconds, below the 30 after which the HTTP API gives up by itself. */
  readonly timeout: number;
  /** The most requests at once, taken out of the account's pool; left out, the account's limit holds. */
  readonly reservedConcurrency?: number | undefined;
  /** X-Ray traces, sampled by Lambda: they can cost more than the rest at a few requests a second (docs/cost.md). */
  readonly tracing: boolean;
}

/** What the bill cannot grow beyond: see `npm run cost`. */
export interface Ceilings {
  /** Requests a second that the HTTP API lets through, steadily and for a moment. */
  readonly requests: number;
  readonly burst: number;
  /** Units a second, of the table and of each of its indexes. One `count` may read 4,000. */
  readonly readUnits: number;
  readonly writeUnits: number;
}

export interface FirewallSettings {
  /** From one address in five minutes; 10 to 2,000,000,000. */
  readonly requests: number;
}

const LOG_RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731];
const GATEWAY_LIMIT_SECONDS = 30;
const FUNCTION: FunctionSettings = {
  // Gives 0.58 of a processor: the 80 ms of CPU that a start takes are 140 ms, half of what they are at 512 MB, while a warm request, which
  // waits for DynamoDB, costs $0.13 more by the million. A start needs 75 MB, so memory itself decides nothing: docs/performance.md.
  memory: 1024,
  // A batch or an import may take long; one second less than the gateway's limit lets our own answer arrive.
  timeout: 29,
  tracing: true,
};

/** The stages that can be deployed. A further one is a further entry. */
export const STAGES: readonly Stage[] = [
  defineStage({
    name: 'dev',
    keepData: false,
    workspaceClaim: 'sub',
    logLevel: 'debug',
    logRetentionDays: 14,
    function: FUNCTION,
    ceilings: { requests: 50, burst: 100, readUnits: 4_000, writeUnits: 500 },
    rollout: 'at-once',
    selfSignUp: false,
  }),
  defineStage({
    name: 'prod',
    keepData: true,
    workspaceClaim: 'sub',
    logLevel: 'info',
    logRetentionDays: 90,
    function: FUNCTION,
    ceilings: { requests: 200, burst: 400, readUnits: 8_000, writeUnits: 2_000 },
    rollout: 'gradual',
    selfSignUp: false,
  }),
];

/** @throws {RangeError} naming the stages that there are. */
export function stageNamed(name: string): Stage {
  const stage = STAGES.find((known) => known.name === name);
  if (stage === undefined) {
    throw new RangeError(`there is no stage "${name}"; infra/stage.ts has ${STAGES.map((known) => known.name).join(', ')}`);
  }
  return stage;
}

/** The name of a stage's stack, which begins or ends the names of what lies in it. */
export function stackNameOf({ name }: Stage): string {
  return `records-${name}`;
}

/** @throws {TypeError} with all faults of the settings, so that none is found by a half-done deployment. */
export function defineStage(stage: Stage): Stage {
  const faults = [...nameFaults(stage), ...functionFaults(stage), ...ceilingFaults(stage), ...optionFaults(stage)];
  if (faults.length > 0) throw new TypeError(faults.map((fault) => `stage "${stage.name}": ${fault}`).join('\n'));
  return Object.freeze(stage);
}

function nameFaults({ name, workspaceClaim, logLevel, logRetentionDays, corsOrigins = [] }: Stage): string[] {
  const faults: string[] = [];
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(name)) faults.push('its name must be up to 20 lower-case letters, digits and hyphens');
  if (!/^\S+$/.test(workspaceClaim)) faults.push('"workspaceClaim" must be the name of a claim');
  if (!LOG_LEVELS.includes(logLevel)) faults.push(`"logLevel" must be one of ${LOG_LEVELS.join(', ')}`);
  if (!LOG_RETENTION_DAYS.includes(logRetentionDays)) faults.push(`"logRetentionDays" must be one of ${LOG_RETENTION_DAYS.join(', ')}`);
  for (const origin of corsOrigins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) faults.push(`"corsOrigins" has "${origin}", which is no origin`);
  }
  return faults;
}

function functionFaults({ function: { memory, timeout, reservedConcurrency } }: Stage): string[] {
  const faults: string[] = [];
  if (!isWhole(memory, 128, 10_240)) faults.push('"memory" must be 128 to 10,240 MB');
  if (!isWhole(timeout, 1, GATEWAY_LIMIT_SECONDS - 1)) faults.push('"timeout" must be 1 to 29 s: the HTTP API gives up at 30');
  if (reservedConcurrency !== undefined && !isWhole(reservedConcurrency, 1)) faults.push('"reservedConcurrency" must be 1 or more');
  return faults;
}

function ceilingFaults({ ceilings }: Stage): string[] {
  const faults = Object.entries(ceilings).flatMap(([name, value]) =>
    isWhole(value, 1) ? [] : [`the ceiling "${name}" must be 1 or more`],
  );
  if (ceilings.burst < ceilings.requests) faults.push('the ceiling "burst" must not be below "requests"');
  return faults;
}

function optionFaults({ region, alarmEmail, monthlyBudget, firewall, siteDomain, restoredTable }: Stage): string[] {
  const faults: string[] = [];
  if (alarmEmail !== undefined && !/^[^@\s]+@[^@\s]+$/.test(alarmEmail)) faults.push('"alarmEmail" must be an e-mail address');
  if (monthlyBudget !== undefined && !(monthlyBudget > 0)) faults.push('"monthlyBudget" must be more than nothing');
  if (firewall !== undefined && !isWhole(firewall.requests, 10, 2_000_000_000)) faults.push('"firewall.requests" must be 10 or more');
  if (firewall !== undefined && region !== 'us-east-1') {
    faults.push('with a "firewall", "region" must be us-east-1, where CloudFront looks for it');
  }
  if (siteDomain !== undefined && !siteDomain.certificateArn.startsWith('arn:aws:acm:us-east-1:')) {
    faults.push('the certificate of "siteDomain" must be in us-east-1, where CloudFront looks for it');
  }
  if (restoredTable !== undefined && !/^[\w.-]{3,255}$/.test(restoredTable)) faults.push('"restoredTable" must be the name of a table');
  return faults;
}

function isWhole(value: number, least: number, most = Number.MAX_SAFE_INTEGER): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
