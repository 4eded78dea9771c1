import type { RoleWithoutGroups } from '../src/identity/group-role.ts';
import type { WorkspaceRule } from '../src/identity/workspace.ts';
import type { LogLevel } from '../src/observability/logger.ts';

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
