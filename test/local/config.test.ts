import { describe, expect, it } from '@jest/globals';
import { type Config, type Environment, readConfig } from '../../src/config.ts';
import { NAME } from '../../src/name.ts';

const EMBEDDED = { DATABASE: 'embedded' };
const JWT = {
  ...EMBEDDED,
  AUTH_MODE: 'jwt',
  OIDC_ISSUER: 'https://issuer.example.com/pool',
  OIDC_AUDIENCE: 'client-1',
  WORKSPACE: 'shared',
};

describe('readConfig', () => {
  it('needs nothing but the database to be named, or the region of the table', () => {
    expect(readConfig(EMBEDDED)).toEqual({
      port: 3000,
      host: '127.0.0.1',
      database: { kind: 'embedded', dataDir: '.data' },
      historyDays: 365,
      runsHooks: true,
      tableName: NAME,
      auth: { mode: 'none' },
      corsOrigins: [],
      trustProxy: false,
      rateLimit: undefined,
      logLevel: 'info',
    });
    expect(readConfig({ AWS_REGION: 'eu-central-1' }).database).toEqual({ kind: 'dynamodb', createTable: false });
  });

  it('gives an object that nobody can change', () => {
    expect(Object.isFrozen(readConfig(EMBEDDED))).toBe(true);
  });

  const taken: [setting: Environment, expected: Partial<Config>][] = [
    [{ PORT: '0' }, { port: 0 }],
    [{ PORT: ' 8080 ' }, { port: 8080 }],
    [{ PORT: '' }, { port: 3000 }],
    [{ HOST: '::1' }, { host: '::1' }],
    [{ DATA_DIR: 'my data' }, { database: { kind: 'embedded', dataDir: 'my data' } }],
    [{ TABLE_NAME: 'Records_2.eu-1' }, { tableName: 'Records_2.eu-1' }],
    [{ CORS_ORIGINS: 'https://a.example, http://localhost:5173' }, { corsOrigins: ['https://a.example', 'http://localhost:5173'] }],
    [{ LOG_LEVEL: 'debug' }, { logLevel: 'debug' }],
    [{ RATE_LIMIT: '10' }, { rateLimit: undefined }],
    [{ ...JWT }, { rateLimit: 6000 }],
    [{ ...JWT, RATE_LIMIT: '10' }, { rateLimit: 10 }],
    [{ ...JWT, RATE_LIMIT: 'off' }, { rateLimit: undefined }],
    [{ TRUST_PROXY: '1' }, { trustProxy: 1 }],
    [{ TRUST_PROXY: '0' }, { trustProxy: 0 }],
    [{ TRUST_PROXY: 'false' }, { trustProxy: false }],
    [{ TRUST_PROXY: 'loopback, 10.0.0.0/8,2001:db8::/32' }, { trustProxy: ['loopback', '10.0.0.0/8', '2001:db8::/32'] }],
    [{ TRUST_PROXY: '203.0.113.7' }, { trustProxy: ['203.0.113.7'] }],
    [{ ...JWT, HOST: '0.0.0.0', NODE_ENV: 'production' }, { host: '0.0.0.0' }],
    [
      { ...JWT, OIDC_AUDIENCE: 'web, machine', WORKSPACE: 'claim:custom:workspace' },
      { auth: { mode: 'jwt', issuer: JWT.OIDC_ISSUER, audience: ['web', 'machine'], workspace: 'claim:custom:workspace' } },
    ],
    [
      { ...JWT, WORKSPACE: ' personal ' },
      { auth: { mode: 'jwt', issuer: JWT.OIDC_ISSUER, audience: ['client-1'], workspace: 'personal' } },
    ],
    [{ AUTH_MODE: 'api-gateway', WORKSPACE: 'shared' }, { auth: { mode: 'api-gateway', workspace: 'shared' } }],
    [
      { AUTH_MODE: 'api-gateway', WORKSPACE: 'shared', ROLE_WITHOUT_GROUPS: 'none' },
      { auth: { mode: 'api-gateway', workspace: 'shared', roleWithoutGroups: 'none' } },
    ],
    [{ WORKSPACE: 'personal' }, { auth: { mode: 'none' } }],
    [{ DATABASE: 'dynamodb', AWS_REGION: 'local', CREATE_TABLE: 'true' }, { database: { kind: 'dynamodb', createTable: true } }],
  ];
  it.each(taken)('takes %j', (env, expected) => {
    expect(readConfig({ ...EMBEDDED, ...env })).toMatchObject(expected);
  });

  const refused: [setting: Environment, fault: string][] = [
    [{ PORT: 'http' }, 'PORT is "http"; it must be a port from 0 to 65535 (0: any free port)'],
    [{ PORT: '65536' }, 'PORT is "65536"'],
    [{ PORT: '-1' }, 'PORT is "-1"'],
    [{ DATABASE: 'postgres' }, 'DATABASE is "postgres"; it must be embedded or dynamodb'],
    [{ TABLE_NAME: 'a b' }, 'TABLE_NAME is "a b"; it must be 3 to 255 letters, digits, "_", "." or "-"'],
    [{ AUTH_MODE: 'None' }, 'AUTH_MODE is "None"; it must be none, jwt, api-gateway'],
    [{ CORS_ORIGINS: '*' }, 'CORS_ORIGINS is "*"'],
    [{ CORS_ORIGINS: 'https://a.example/' }, 'CORS_ORIGINS is "https://a.example/"'],
    [{ ...JWT, RATE_LIMIT: '0' }, 'RATE_LIMIT is "0"; it must be requests per minute, from 1 up, or off'],
    [{ TRUST_PROXY: 'true' }, 'TRUST_PROXY is "true"; it must be the number of proxies in front of the server, or their addresses'],
    [{ TRUST_PROXY: '-1' }, 'TRUST_PROXY is "-1"'],
    [{ TRUST_PROXY: '1.5' }, 'TRUST_PROXY is "1.5"'],
    [{ TRUST_PROXY: '33' }, 'TRUST_PROXY is "33"'],
    [{ TRUST_PROXY: 'proxy.example.com' }, 'TRUST_PROXY is "proxy.example.com"'],
    [{ TRUST_PROXY: '10.0.0.0/33' }, 'TRUST_PROXY is "10.0.0.0/33"'],
    [{ TRUST_PROXY: '0.0.0.0/0' }, 'TRUST_PROXY is "0.0.0.0/0"'],
    [{ TRUST_PROXY: '10.0.0.256' }, 'TRUST_PROXY is "10.0.0.256"'],
    [{ TRUST_PROXY: 'loopback,' }, 'TRUST_PROXY is "loopback,"'],
    [{ LOG_LEVEL: 'verbose' }, 'LOG_LEVEL is "verbose"; it must be debug, info, warn, error'],
    [{ ...JWT, OIDC_ISSUER: '' }, 'OIDC_ISSUER is not set'],
    [{ ...JWT, OIDC_AUDIENCE: '' }, 'OIDC_AUDIENCE is not set'],
    [{ ...JWT, OIDC_ISSUER: 'http://issuer.example.com' }, 'OIDC_ISSUER is "http://issuer.example.com"'],
    [{ ...JWT, WORKSPACE: '' }, 'WORKSPACE is not set; it must be shared (everyone who may sign in shares one workspace), personal'],
    [{ AUTH_MODE: 'api-gateway' }, 'WORKSPACE is not set'],
    [{ ...JWT, ROLE_WITHOUT_GROUPS: 'owner' }, 'ROLE_WITHOUT_GROUPS is "owner"; it must be none, viewer, editor, admin'],
    [{ AUTH_MODE: 'api-gateway', WORKSPACE_CLAIM: 'sub' }, 'WORKSPACE is not set'],
    [{ ...JWT, WORKSPACE: 'Shared' }, 'WORKSPACE is "Shared"; it must be shared (everyone'],
    [{ ...JWT, WORKSPACE: 'claim:' }, 'WORKSPACE is "claim:"'],
    [{ ...JWT, WORKSPACE: 'claim:my workspace' }, 'WORKSPACE is "claim:my workspace"'],
    [{ ...JWT, WORKSPACE: 'sub' }, 'WORKSPACE is "sub"'],
    [{ DATABASE: 'dynamodb' }, 'AWS_REGION is not set'],
    [{ DATABASE: 'dynamodb', AWS_REGION: 'x', CREATE_TABLE: 'yes' }, 'CREATE_TABLE is "yes"; it must be true or false'],
    [
      { DATABASE: 'dynamodb', AWS_REGION: 'x', AWS_ENDPOINT_URL_DYNAMODB: 'localhost:8000' },
      'AWS_ENDPOINT_URL_DYNAMODB is "localhost:8000"',
    ],
    [{ HOST: '0.0.0.0' }, 'HOST is "0.0.0.0"; AUTH_MODE "none" lets everyone in'],
    [{ HOST: '::' }, 'HOST is "::"; AUTH_MODE "none" lets everyone in'],
    [{ HOST: '127.0.0.1.example.com' }, 'HOST is "127.0.0.1.example.com"'],
    [{ NODE_ENV: 'production' }, 'NODE_ENV is "production"; AUTH_MODE "none" lets everyone in'],
    [{ AWS_LAMBDA_FUNCTION_NAME: 'records' }, 'AUTH_MODE is "none" on Lambda'],
  ];
  it.each(refused)('refuses %j', (env, fault) => {
    expect(() => readConfig({ ...EMBEDDED, ...env })).toThrow(fault);
  });

  it('reports every fault at once', () => {
    expect(() => readConfig({ PORT: 'x', AUTH_MODE: 'jwt', LOG_LEVEL: 'loud' })).toThrow(
      /^Invalid configuration:\n {2}WORKSPACE .*\n {2}OIDC_ISSUER .*\n {2}OIDC_AUDIENCE .*\n {2}PORT .*\n {2}AWS_REGION .*\n {2}LOG_LEVEL .*$/,
    );
  });
});
