import { isTableName, MAX_HISTORY_DAYS } from '../src/config.ts';
import { isCognito, ROLES_WITHOUT_GROUPS, type RoleWithoutGroups } from '../src/identity/group-role.ts';
import { readWorkspaceRule, WORKSPACE_RULES, type WorkspaceRule } from '../src/identity/workspace.ts';
import { NAME } from '../src/name.ts';
import { LOG_LEVELS, type LogLevel } from '../src/observability/logger.ts';

/** A domain name and its certificate in AWS Certificate Manager. */
export interface CustomDomain {
  readonly name: string;
  readonly certificateArn: string;
}

/** The settings of a stage. An optional setting that is missing creates no resource. */
export interface Stage {
  /** The end of the stack's name: lower-case letters, digits and hyphens. */
  readonly name: string;
  /** The region to deploy to. Default: the region of your AWS settings. */
  readonly region?: string | undefined;
  /** Keeps the table, the user pool and the function's log when the stack is deleted. Protects table and pool against deletion. */
  readonly keepData: boolean;
  /** Which users share records: see docs/deploy.md. It has no default, because it decides who can read records. */
  readonly workspace: WorkspaceRule;
  /** Adds a trigger that copies the attribute `custom:workspace` of users into their tokens, for the workspace `claim:workspace`. */
  readonly workspaceTrigger?: boolean | undefined;
  /** Keeps the history of records: a stream of the table, and a function behind it. Default: true. */
  readonly changes?: boolean | undefined;
  /** Days that the history is kept. Default: 365. */
  readonly historyDays?: number | undefined;
  /** Origins of other sites that may call the API from a browser. */
  readonly corsOrigins?: readonly string[] | undefined;
  readonly logLevel: LogLevel;
  /** Days: one of the values that CloudWatch Logs supports. */
  readonly logRetentionDays: number;
  readonly function: FunctionSettings;
  readonly ceilings: Ceilings;
  /** `gradual`: 10 % of the requests for five minutes, then all. A rollback alarm reverts it at once. */
  readonly rollout: 'at-once' | 'gradual';
  /** Whether anyone may create an account. */
  readonly selfSignUp: boolean;
  /** Your own issuer of tokens (OpenID Connect) instead of a user pool: see docs/deploy.md. */
  readonly issuer?: Issuer | undefined;
  /** A client for machines (client credentials). It has an idle cost: see docs/cost.md. */
  readonly machineClient?: boolean | undefined;
  /** Encrypts the table with a key of this account instead of AWS's. It has an idle cost: see docs/cost.md. */
  readonly ownEncryptionKey?: boolean | undefined;
  /** A table from a point-in-time restore to use instead of the stack's table (docs/runbook.md). */
  readonly restoredTable?: string | undefined;
  /** The ARN of the restored table's stream (docs/runbook.md). A restore does not switch it on. */
  readonly restoredStream?: string | undefined;
  /** Your own domain for the website. CloudFront requires its certificate in us-east-1. */
  readonly siteDomain?: CustomDomain | undefined;
  /** Your own domain for the API, for clients other than browsers. Its certificate must be in the stack's region. */
  readonly apiDomain?: CustomDomain | undefined;
  /** AWS WAF for CloudFront, only for stacks in us-east-1. It has an idle cost: see docs/cost.md. */
  readonly firewall?: FirewallSettings | undefined;
  /** The recipient of alarms. SNS first sends a mail to confirm it. */
  readonly alarmEmail?: string | undefined;
  /** US dollars per month for the whole account. An alarm starts when the bill or its forecast exceeds them. */
  readonly monthlyBudget?: number | undefined;
}

export interface Issuer {
  /** The `iss` of its tokens, exactly. Its discovery document is below it. */
  readonly url: string;
  /** The accepted `aud` or `client_id` of access tokens. */
  readonly audience: readonly string[];
  /** The public client of the UI. It must not be in `audience`, or its id tokens could count as access tokens. */
  readonly webClientId: string;
  /** The role of a person whose token has no groups. It has no default, because the issuer may have accounts of other people. */
  readonly roleWithoutGroups: RoleWithoutGroups;
  /** The scopes that the UI asks for, separated by spaces, with `openid`. Default: `openid profile email`. */
  readonly scope?: string | undefined;
  /** Other origins that the UI calls to sign in, such as that of the token endpoint. */
  readonly origins?: readonly string[] | undefined;
  /** The sign-out endpoint, if the discovery document has none. */
  readonly signOutUrl?: string | undefined;
}

export interface FunctionSettings {
  /** MB. CPU is proportional: one full CPU at 1,769 MB. */
  readonly memory: number;
  /** Seconds. Must be below 30, the timeout of the HTTP API. */
  readonly timeout: number;
  /** The maximum number of concurrent requests, reserved from the account's limit. Default: the account's limit. */
  readonly reservedConcurrency?: number | undefined;
  /** X-Ray traces, sampled by Lambda. Default: false. At a few requests per second they can cost more than the rest (docs/cost.md). */
  readonly tracing?: boolean | undefined;
}

/** Limits that cap the bill: see `npm run cost`. */
export interface Ceilings {
  /** Requests per second that the HTTP API accepts: the steady rate and the burst. */
  readonly requests: number;
  readonly burst: number;
  /** Units per second for the table and for each index. A single `count` can read 4,000. */
  readonly readUnits: number;
  readonly writeUnits: number;
}

export interface FirewallSettings {
  /** Requests per address in five minutes: 10 to 2,000,000,000. */
  readonly requests: number;
}

/** The claim that `workspaceTrigger` adds to access tokens. */
export const TRIGGER_CLAIM = 'workspace';

/** The end of the name of the stack with the deploy role. */
export const DEPLOY_ROLE = 'deploy-role';
/** Cognito refuses sign-in domains with these words. The domain contains the names of the service and the stage. */
export const RESERVED = /aws|amazon|cognito/;

const LOG_RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731];
const GATEWAY_LIMIT_SECONDS = 30;
const FUNCTION: FunctionSettings = {
  // 1,024 MB give 0.58 CPU. The 107 ms of CPU of a cold start take 185 ms, half of the time at 512 MB.
  // Warm requests wait for DynamoDB and cost $0.13 more per million. Memory use is only 75 MB: docs/performance.md.
  memory: 1024,
  // Batches and imports can take long. One second below the gateway's limit, so that the app can answer before the gateway does.
  timeout: 29,
};

/** The stages. Add an entry to add a stage. */
export const STAGES: readonly Stage[] = [
  defineStage({
    name: 'dev',
    keepData: false,
    workspace: 'shared',
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
    workspace: 'shared',
    logLevel: 'info',
    logRetentionDays: 90,
    function: FUNCTION,
    ceilings: { requests: 200, burst: 400, readUnits: 8_000, writeUnits: 2_000 },
    rollout: 'gradual',
    selfSignUp: false,
  }),
];

/**
 * Returns the stage with a name. `dev-alice` has the settings of `dev`, and its own stack.
 * @throws {RangeError} with the names of all stages if it is unknown
 */
export function stageNamed(name: string): Stage {
  const stage = STAGES.find((known) => known.name === name) ?? inheritedStage(name);
  if (stage === undefined) {
    throw new RangeError(`unknown stage "${name}"; infra/stage.ts has ${STAGES.map((known) => known.name).join(', ')}`);
  }
  return stage;
}

function inheritedStage(name: string): Stage | undefined {
  const base = STAGES.filter((known) => name.startsWith(`${known.name}-`)).sort((a, b) => b.name.length - a.name.length)[0];
  return base === undefined ? undefined : inheritStage(base, name);
}

/** Leaves out what only one stack can have: the domains, the restored table and its stream. */
export function inheritStage(base: Stage, name: string): Stage {
  const { siteDomain: _site, apiDomain: _api, restoredTable: _table, restoredStream: _stream, ...settings } = base;
  return defineStage({ ...settings, name });
}

/** Returns the name of a stage's stack. The names of its resources contain it. */
export function stackNameOf({ name }: Stage): string {
  return `${NAME}-${name}`;
}

/** Checks the settings of a stage before a deployment. @throws {TypeError} with all faults */
export function defineStage(stage: Stage): Stage {
  const faults = [
    ...nameFaults(stage),
    ...workspaceFaults(stage),
    ...functionFaults(stage),
    ...ceilingFaults(stage),
    ...historyFaults(stage),
    ...issuerFaults(stage),
    ...optionFaults(stage),
  ];
  if (faults.length > 0) throw new TypeError(faults.map((fault) => `stage "${stage.name}": ${fault}`).join('\n'));
  return Object.freeze(stage);
}

function nameFaults({ name, issuer, logLevel, logRetentionDays, corsOrigins = [] }: Stage): string[] {
  const faults: string[] = [];
  if (!/^(?=.{1,20}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    faults.push('its name must be up to 20 lower-case letters, digits and hyphens');
  if (name === DEPLOY_ROLE) faults.push('its name must not be that of the stack with the deploy role');
  if (issuer === undefined && RESERVED.test(name)) faults.push('its name must not contain "aws", "amazon" or "cognito"');
  if (!LOG_LEVELS.includes(logLevel)) faults.push(`"logLevel" must be one of ${LOG_LEVELS.join(', ')}`);
  if (!LOG_RETENTION_DAYS.includes(logRetentionDays)) faults.push(`"logRetentionDays" must be one of ${LOG_RETENTION_DAYS.join(', ')}`);
  for (const origin of corsOrigins) {
    if (!isOrigin(origin)) faults.push(`"corsOrigins" has "${origin}", which is not an origin`);
  }
  return faults;
}

function workspaceFaults({ workspace, workspaceTrigger = false, selfSignUp }: Stage): string[] {
  // It can be missing at run time, because the commands run without a type check.
  if (workspace === undefined) return [`"workspace" is not set; it must be ${WORKSPACE_RULES}`];
  const faults: string[] = [];
  if (readWorkspaceRule(workspace) === undefined) faults.push(`"workspace" is "${workspace}"; it must be ${WORKSPACE_RULES}`);
  if (workspace === 'shared' && selfSignUp) {
    faults.push('with "selfSignUp", "workspace" must not be shared: anyone could create an account and read all records');
  }
  if (workspaceTrigger && workspace !== `claim:${TRIGGER_CLAIM}`) {
    faults.push(`with "workspaceTrigger", "workspace" must be claim:${TRIGGER_CLAIM}, which is the claim that the trigger adds`);
  }
  return faults;
}

function functionFaults({ function: { memory, timeout, reservedConcurrency } }: Stage): string[] {
  const faults: string[] = [];
  if (!isWhole(memory, 128, 10_240)) faults.push('"memory" must be 128 to 10,240 MB');
  if (!isWhole(timeout, 1, GATEWAY_LIMIT_SECONDS - 1)) faults.push('"timeout" must be 1 to 29 s, below the 30 s timeout of the HTTP API');
  if (reservedConcurrency !== undefined && !isWhole(reservedConcurrency, 1)) faults.push('"reservedConcurrency" must be 1 or more');
  return faults;
}

function ceilingFaults({ ceilings }: Stage): string[] {
  const faults = Object.entries(ceilings).flatMap(([name, value]) => (isWhole(value, 1) ? [] : [`the limit "${name}" must be 1 or more`]));
  if (ceilings.burst < ceilings.requests) faults.push('the limit "burst" must not be below "requests"');
  return faults;
}

function historyFaults({ changes = true, historyDays, restoredTable, restoredStream }: Stage): string[] {
  const faults: string[] = [];
  if (historyDays !== undefined && !isWhole(historyDays, 1, MAX_HISTORY_DAYS)) {
    faults.push(`"historyDays" must be 1 to ${MAX_HISTORY_DAYS.toLocaleString('en')}`);
  }
  if (restoredTable !== undefined && restoredStream === undefined && changes) {
    faults.push('with "restoredTable", set "restoredStream" to the ARN of its stream, or "changes" to false (docs/runbook.md)');
  }
  if (restoredStream !== undefined && !restoredStream.includes(`:table/${restoredTable}/stream/`)) {
    faults.push('"restoredStream" must be the ARN of the stream of "restoredTable"');
  }
  return faults;
}

function issuerFaults({ issuer, selfSignUp, ...stage }: Stage): string[] {
  if (issuer === undefined) return [];
  const faults: string[] = [];
  const { url, origins = [], signOutUrl } = issuer;
  if (!isHttps(url)) faults.push('"issuer.url" must be an https URL');
  if (signOutUrl !== undefined && !isHttps(signOutUrl)) faults.push('"issuer.signOutUrl" must be an https URL');
  // The origins become part of the content security policy. A space or a semicolon in them would add a rule to it.
  for (const origin of origins) if (!isOrigin(origin)) faults.push(`"issuer.origins" has "${origin}", which is not an origin`);
  faults.push(...tokenFaults(issuer));
  const ofPool = { selfSignUp, machineClient: stage.machineClient, workspaceTrigger: stage.workspaceTrigger };
  const wrong = Object.entries(ofPool).filter(([, isOn]) => isOn === true);
  for (const [name] of wrong) faults.push(`"${name}" is a setting of the user pool, which a stage with an "issuer" does not have`);
  return faults;
}

function tokenFaults({ url, audience = [], webClientId = '', scope, roleWithoutGroups }: Issuer): string[] {
  const faults: string[] = [];
  if (audience.length === 0 || audience.includes('')) faults.push('"issuer.audience" must have a value, and no empty one');
  if (webClientId === '') faults.push('"issuer.webClientId" is not set; it must be the public client of the UI');
  if (scope?.split(' ').includes('openid') === false) faults.push('"issuer.scope" must contain "openid", with spaces between scopes');
  // Cognito's tokens state their kind. For other issuers, only the audience distinguishes an id token without a nonce from an access token.
  if (audience.includes(webClientId) && webClientId !== '' && !isCognito(url)) {
    faults.push('"issuer.audience" must not have "issuer.webClientId": an id token of the UI could count as an access token');
  }
  if (!ROLES_WITHOUT_GROUPS.includes(roleWithoutGroups)) {
    faults.push(`"issuer.roleWithoutGroups" must be ${ROLES_WITHOUT_GROUPS.join(', ')}: the role of a person whose token has no groups`);
  }
  return faults;
}

function optionFaults({ region, alarmEmail, monthlyBudget, firewall, siteDomain, restoredTable }: Stage): string[] {
  const faults: string[] = [];
  if (alarmEmail !== undefined && !/^[^@\s]+@[^@\s]+$/.test(alarmEmail)) faults.push('"alarmEmail" must be an e-mail address');
  if (monthlyBudget !== undefined && !(monthlyBudget > 0)) faults.push('"monthlyBudget" must be greater than 0');
  if (firewall !== undefined && !isWhole(firewall.requests, 10, 2_000_000_000)) faults.push('"firewall.requests" must be 10 or more');
  if (firewall !== undefined && region !== 'us-east-1') {
    faults.push('with a "firewall", "region" must be us-east-1, as CloudFront requires');
  }
  if (siteDomain !== undefined && !siteDomain.certificateArn.startsWith('arn:aws:acm:us-east-1:')) {
    faults.push('the certificate of "siteDomain" must be in us-east-1, as CloudFront requires');
  }
  if (restoredTable !== undefined && !isTableName(restoredTable)) faults.push('"restoredTable" must be the name of a table');
  return faults;
}

function isHttps(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

function isWhole(value: number, least: number, most = Number.MAX_SAFE_INTEGER): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
