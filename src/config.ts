import { ROLES_WITHOUT_GROUPS, type RoleWithoutGroups } from './identity/group-role.ts';
import { readWorkspaceRule, WORKSPACE_RULES, type WorkspaceRule } from './identity/workspace.ts';
import { NAME } from './name.ts';
import { LOG_LEVELS, type LogLevel } from './observability/logger.ts';
import {
  daysOf,
  isLoopback,
  issuerOf,
  listOf,
  MAX_HISTORY_DAYS,
  oneOf,
  originsOf,
  portOf,
  rateOf,
  TRUST_PROXY_VALUES,
  type TrustProxy,
  tableNameOf,
  trustProxyOf,
  urlOf,
  wordOf,
} from './setting-values.ts';
import { UsageError } from './usage-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type DatabaseConfig =
  | { readonly kind: 'embedded'; readonly dataDir: string }
  | {
      readonly kind: 'dynamodb';
      /** Create the table if it does not exist. */
      readonly createTable: boolean;
      /** The URL of a DynamoDB other than the region's, such as DynamoDB Local. */
      readonly endpoint?: string | undefined;
    };

export type AuthConfig =
  | { readonly mode: 'none' }
  | ({ readonly mode: 'jwt'; readonly issuer: string; readonly audience: readonly string[] } & Rights)
  | ({ readonly mode: 'api-gateway' } & Rights);

interface Rights {
  readonly workspace: WorkspaceRule;
  /** The role of a person whose token has no groups. Default: editor. */
  readonly roleWithoutGroups?: RoleWithoutGroups;
}

export interface Config {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  readonly database: DatabaseConfig;
  readonly tableName: string;
  readonly auth: AuthConfig;
  /** Days that the history of records is kept; `undefined` if there is no history. */
  readonly historyDays: number | undefined;
  /** Whether this process runs the hooks of record types. */
  readonly runsHooks: boolean;
  readonly corsOrigins: readonly string[];
  readonly trustProxy: TrustProxy;
  /** Requests per minute; `undefined` if there is no limit. */
  readonly rateLimit: number | undefined;
  readonly logLevel: LogLevel;
}

const AUTH_MODES = ['none', 'jwt', 'api-gateway'] as const;
const DEFAULT_RATE_LIMIT = 6000;
export const DEFAULT_HISTORY_DAYS = 365;

/**
 * Reads and checks all settings. README lists them.
 * @throws {UsageError} with every fault: the name, the value, and the allowed values
 */
export function readConfig(env: Environment): Config {
  const settings = createReader(env);
  const auth = readAuth(settings);
  const config: Config = {
    port: settings.read('PORT', 3000, portOf, 'a port from 0 to 65535 (0: any free port)'),
    host: settings.read('HOST', '127.0.0.1', wordOf, 'an address of this machine, such as 127.0.0.1 or 0.0.0.0'),
    database: readDatabase(settings),
    tableName: readTableName(settings),
    auth,
    historyDays: readHistory(settings),
    runsHooks: settings.read('HOOKS', 'on', oneOf(['on', 'off']), 'on or off') === 'on',
    corsOrigins: settings.read('CORS_ORIGINS', [], originsOf, 'origins such as https://app.example.com, separated by commas'),
    trustProxy: settings.read<TrustProxy>('TRUST_PROXY', false, trustProxyOf, TRUST_PROXY_VALUES),
    rateLimit: readRateLimit(settings, auth),
    logLevel: readLogLevel(settings),
  };
  refuse([...settings.faults, ...missingSignInFaults(config, env)]);
  return Object.freeze(config);
}

/** Reads only the settings of the function that writes the history. @throws {UsageError} with every fault */
export function readChangesConfig(env: Environment): Pick<Config, 'tableName' | 'logLevel'> & { readonly historyDays: number } {
  const settings = createReader(env);
  const config = { tableName: readTableName(settings), historyDays: readHistoryDays(settings), logLevel: readLogLevel(settings) };
  refuse(settings.faults);
  return config;
}

/** Reads only the log level, for the function that runs hooks. @throws {UsageError} */
export function readHooksConfig(env: Environment): Pick<Config, 'logLevel'> {
  const settings = createReader(env);
  const config = { logLevel: readLogLevel(settings) };
  refuse(settings.faults);
  return config;
}

/** Reads only the settings of the database, for commands. @throws {UsageError} with every fault */
export function readDataConfig(env: Environment): Pick<Config, 'database' | 'tableName'> {
  const settings = createReader(env);
  const config = { database: readDatabase(settings), tableName: readTableName(settings) };
  refuse(settings.faults);
  return config;
}

function refuse(faults: readonly string[]): void {
  if (faults.length > 0) throw new UsageError(['Invalid configuration:', ...faults.map((fault) => `  ${fault}`)].join('\n'));
}

interface Reader {
  readonly faults: string[];
  /** Returns the setting, or `fallback` if it is missing or blank. Adds a fault if `parse` returns `undefined`. */
  read<Value>(name: string, fallback: Value, parse: (text: string) => Value | undefined, allowed: string): Value;
  /** Like `read`, but also adds a fault if the setting is missing. */
  require<Value>(name: string, fallback: Value, parse: (text: string) => Value | undefined, allowed: string): Value;
}

function createReader(env: Environment): Reader {
  const faults: string[] = [];
  const textOf = (name: string) => env[name]?.trim() ?? '';

  function read<Value>(name: string, fallback: Value, parse: (text: string) => Value | undefined, allowed: string): Value {
    if (textOf(name) === '') return fallback;
    const value = parse(textOf(name));
    if (value === undefined) faults.push(`${name} is "${textOf(name)}"; it must be ${allowed}`);
    return value ?? fallback;
  }

  return {
    faults,
    read,
    require(name, fallback, parse, allowed) {
      if (textOf(name) === '') faults.push(`${name} is not set; it must be ${allowed}`);
      return read(name, fallback, parse, allowed);
    },
  };
}

function readDatabase(settings: Reader): DatabaseConfig {
  const kind = settings.read('DATABASE', 'dynamodb', oneOf(['embedded', 'dynamodb']), 'embedded or dynamodb');
  if (kind === 'embedded') return { kind, dataDir: settings.read('DATA_DIR', '.data', (text) => text, 'a folder') };
  settings.require(
    'AWS_REGION',
    '',
    wordOf,
    'the region of the table, such as eu-central-1 (any, for DynamoDB Local); or set DATABASE=embedded',
  );
  const endpoint = settings.read<string | undefined>('AWS_ENDPOINT_URL_DYNAMODB', undefined, urlOf, 'the URL of a DynamoDB');
  const createTable = settings.read('CREATE_TABLE', 'false', oneOf(['true', 'false']), 'true or false') === 'true';
  return { kind, createTable, ...(endpoint === undefined ? {} : { endpoint }) };
}

function readTableName(settings: Reader): string {
  return settings.read('TABLE_NAME', NAME, tableNameOf, '3 to 255 letters, digits, "_", "." or "-"');
}

function readAuth(settings: Reader): AuthConfig {
  const mode = settings.read('AUTH_MODE', 'none', oneOf(AUTH_MODES), AUTH_MODES.join(', '));
  if (mode === 'none') return { mode };
  // No default: the operator must decide who can see which records.
  const workspace = settings.require<WorkspaceRule>('WORKSPACE', 'personal', readWorkspaceRule, WORKSPACE_RULES);
  const allowed = ROLES_WITHOUT_GROUPS.join(', ');
  const role = settings.read<RoleWithoutGroups | undefined>('ROLE_WITHOUT_GROUPS', undefined, oneOf(ROLES_WITHOUT_GROUPS), allowed);
  const rights: Rights = { workspace, ...(role === undefined ? {} : { roleWithoutGroups: role }) };
  if (mode === 'api-gateway') return { mode, ...rights };
  return {
    mode,
    issuer: settings.require('OIDC_ISSUER', '', issuerOf, 'the https URL of the issuer, exactly as in the "iss" of its tokens'),
    audience: settings.require('OIDC_AUDIENCE', [], listOf, 'the "aud" or "client_id" of tokens; separate several by commas'),
    ...rights,
  };
}

/** Returns how many days changes are kept, or `undefined` if there is no history. */
function readHistory(settings: Reader): number | undefined {
  const changes = settings.read('CHANGES', 'stream', oneOf(['stream', 'off']), 'stream or off');
  const days = readHistoryDays(settings);
  return changes === 'off' ? undefined : days;
}

function readHistoryDays(settings: Reader): number {
  return settings.read('HISTORY_DAYS', DEFAULT_HISTORY_DAYS, daysOf, `days, from 1 to ${MAX_HISTORY_DAYS}`);
}

function readLogLevel(settings: Reader): LogLevel {
  return settings.read('LOG_LEVEL', 'info', oneOf(LOG_LEVELS), LOG_LEVELS.join(', '));
}

/** Returns the rate limit. Only mode `jwt` has a limit: mode `none` has a single user, and API Gateway limits requests itself. */
function readRateLimit(settings: Reader, auth: AuthConfig): number | undefined {
  const limit = settings.read<number | 'off'>('RATE_LIMIT', DEFAULT_RATE_LIMIT, rateOf, 'requests per minute, from 1 up, or off');
  return auth.mode === 'jwt' && limit !== 'off' ? limit : undefined;
}

/** Returns faults if other machines may reach a service without sign-in, because every client has full access. */
function missingSignInFaults({ auth, host }: Config, env: Environment): string[] {
  if (auth.mode !== 'none') return [];
  const fix = 'AUTH_MODE "none" lets everyone in; set AUTH_MODE to jwt';
  const faults: string[] = [];
  if (!isLoopback(host)) faults.push(`HOST is "${host}"; ${fix}, or HOST to 127.0.0.1`);
  if (env['NODE_ENV'] === 'production') faults.push(`NODE_ENV is "production"; ${fix}`);
  if (env['AWS_LAMBDA_FUNCTION_NAME']) faults.push(`AUTH_MODE is "none" on Lambda; ${fix} or api-gateway`);
  return faults;
}
