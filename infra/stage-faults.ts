import { isCognito, ROLES_WITHOUT_GROUPS } from '../src/identity/group-role.ts';
import { readWorkspaceRule, WORKSPACE_RULES } from '../src/identity/workspace.ts';
import { LOG_LEVELS } from '../src/observability/logger.ts';
import { MAX_HISTORY_DAYS, tableNameOf } from '../src/setting-values.ts';
import { DEPLOY_ROLE, type Issuer, RESERVED, type Stage, TRIGGER_CLAIM } from './stage-settings.ts';

const LOG_RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731];
const GATEWAY_LIMIT_SECONDS = 30;

/** Returns everything that is wrong with the settings of a stage, as sentences without its name. */
export function stageFaults(stage: Stage): string[] {
  return [
    ...nameFaults(stage),
    ...workspaceFaults(stage),
    ...functionFaults(stage),
    ...ceilingFaults(stage),
    ...historyFaults(stage),
    ...issuerFaults(stage),
    ...optionFaults(stage),
  ];
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
  if (restoredTable !== undefined && tableNameOf(restoredTable) === undefined) faults.push('"restoredTable" must be the name of a table');
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
