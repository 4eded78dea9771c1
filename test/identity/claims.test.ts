import { describe, expect, it } from '@jest/globals';
import { Unauthenticated } from '../../src/identity/caller.ts';
import { callerFromClaims, workspaceOf } from '../../src/identity/claims.ts';
import type { RoleWithoutGroups } from '../../src/identity/group-role.ts';
import { includesRole } from '../../src/identity/roles.ts';
import { NAME } from '../../src/name.ts';

const PERSON = { iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC', sub: 'ada', client_id: 'app', token_use: 'access' };
const MACHINE = { ...PERSON, sub: 'nightly-job', client_id: 'nightly-job' };

const roleOf = (claims: object) => callerFromClaims({ ...claims }, 'personal').role;

describe('the workspace', () => {
  it('is that of the caller by every rule, and has no default', () => {
    const claims = { ...PERSON, team: 'blue' };
    for (const rule of ['shared', 'personal', 'claim:team'] as const)
      expect(workspaceOf(claims, rule)).toBe(callerFromClaims(claims, rule).workspace);
    expect(() => workspaceOf(PERSON, 'claim:team')).toThrow(Unauthenticated);
  });
});

describe('the role of a person', () => {
  it.each<[string, unknown, string]>([
    ['no claim', undefined, 'editor'],
    ['null', null, 'editor'],
    ['an empty list', [], 'editor'],
    ['an empty list as API Gateway writes it', '[]', 'editor'],
    ['an empty text', '', 'editor'],
    ['a list of one', ['viewer'], 'viewer'],
    ['a list of two: the highest counts', ['viewer', 'admin'], 'admin'],
    ['a list in the other order', ['admin', 'viewer'], 'admin'],
    ['a list with others', ['staff', 'editor', 'eu'], 'editor'],
    ['API Gateway’s text of one', '[admin]', 'admin'],
    ['API Gateway’s text of two', '[viewer editor]', 'editor'],
    ['API Gateway’s text of three', '[editor staff admin]', 'admin'],
    ['API Gateway’s text with extra blanks', '[ viewer  editor ]', 'editor'],
    ['a bare text', 'admin', 'admin'],
    ['a bare text of another group', 'staff', 'viewer'],
    ['a text that ends in a role', '[notadmin]', 'viewer'],
    ['a text that begins with a role', '[administrators]', 'viewer'],
    ['a misspelt role', ['viewers'], 'viewer'],
    ['upper case', ['Admin'], 'viewer'],
    ['a name with a blank', ['not admin'], 'viewer'],
    ['a bare name with a blank', 'not admin', 'viewer'],
    ['one group whose name has a comma', '[staff,admin]', 'viewer'],
    ['a list as JSON text', '["admin"]', 'viewer'],
    ['brackets in brackets', '[[admin]]', 'viewer'],
    ['a half-open text', '[admin', 'viewer'],
    ['a name of every object', ['constructor', '__proto__'], 'viewer'],
    ['the group of a federated sign-in', ['eu-west-1_AbC_Google'], 'editor'],
    ['the group of a federated sign-in beside one of ours', '[eu-west-1_AbC_Google viewer]', 'viewer'],
    ['a group named like a federated one of another pool', ['eu-west-1_XyZ_Google'], 'viewer'],
    ['the beginning of a federated group', ['eu-west-1_AbC'], 'viewer'],
    ['a group that begins like a federated one', ['eu-west-1_AbCd_Google'], 'viewer'],
  ])('by %s', (_, groups, role) => {
    expect(roleOf({ ...PERSON, 'cognito:groups': groups })).toBe(role);
  });

  it.each<[string, string, string]>([
    ['https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC', 'eu-west-1_AbC_Google', 'editor'],
    ['https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbC', 'cn-north-1_AbC_Google', 'editor'],
    ['https://id.example.com/acme', 'acme_readonly', 'viewer'],
    ['https://id.example.com/acme/', '_readonly', 'viewer'],
    ['https://id.example.com', 'id.example.com_readonly', 'viewer'],
    ['https://id.example.com/eu-west-1_AbC', 'eu-west-1_AbC_Google', 'viewer'],
    ['https://cognito-idp.eu-west-1.amazonaws.com.evil.example/eu-west-1_AbC', 'eu-west-1_AbC_Google', 'viewer'],
    ['https://evil.example/https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC', 'eu-west-1_AbC_Google', 'viewer'],
    ['http://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC', 'eu-west-1_AbC_Google', 'viewer'],
    ['https://cognito-idp.eu-west-1.amazonaws.com/realms/acme', 'acme_readonly', 'viewer'],
  ])('of the issuer %s in the group %s is as Cognito’s rule for federated groups says, for Cognito only', (iss, group, role) => {
    expect(roleOf({ ...PERSON, iss, 'cognito:groups': [group] })).toBe(role);
    expect(roleOf({ ...PERSON, iss, 'cognito:groups': [group, 'admin'] })).toBe('admin');
  });

  it.each<[RoleWithoutGroups, string[], string | undefined]>([
    ['none', [], undefined],
    ['none', ['staff'], undefined],
    ['none', ['viewer'], 'viewer'],
    ['viewer', [], 'viewer'],
    ['viewer', ['editor'], 'editor'],
    ['editor', ['staff'], 'viewer'],
    ['admin', [], 'admin'],
    ['admin', ['staff'], 'viewer'],
    ['admin', ['editor'], 'editor'],
  ])('with the setting %s and the groups %j is %p', (withoutGroups, groups, role) => {
    const claims = { ...PERSON, 'cognito:groups': groups };
    expect(callerFromClaims(claims, 'personal', withoutGroups).role).toBe(role);
    const limited = callerFromClaims({ ...claims, scope: `${NAME}/read` }, 'personal', withoutGroups).role;
    expect(limited).toBe(role && 'viewer');
  });

  it('counts for a machine whose token has its client in another claim than client_id', () => {
    const { client_id: _, ...machine } = { ...MACHINE, azp: MACHINE.client_id, scope: `${NAME}/admin` };
    expect(['none', 'viewer'].map((role) => callerFromClaims(machine, 'shared', role === 'none' ? role : 'viewer').role)).toEqual([
      undefined,
      'viewer',
    ]);
  });

  it.each<[string, unknown]>([
    ['a number', 1],
    ['an object', { admin: true }],
    ['true', true],
    ['a list with a number', ['admin', 1]],
    ['a list of lists', [['admin']]],
  ])('is not granted by %s', (_, groups) => {
    expect(() => roleOf({ ...PERSON, 'cognito:groups': groups })).toThrow(Unauthenticated);
  });

  it.each<[string, string[], string, string]>([
    ['scopes of others leave it', ['admin'], 'openid profile aws.cognito.signin.user.admin', 'admin'],
    ['a scope of ours limits it', ['admin'], `openid ${NAME}/read`, 'viewer'],
    ['the highest of several counts', ['admin'], `${NAME}/read ${NAME}/write`, 'editor'],
    ['a scope never raises it', ['viewer'], `${NAME}/admin`, 'viewer'],
    ['nor without a group', [], `${NAME}/admin`, 'editor'],
  ])('%s', (_, groups, scope, role) => {
    expect(roleOf({ ...PERSON, 'cognito:groups': groups, scope })).toBe(role);
  });
});

describe('the role of a machine', () => {
  it.each<[unknown, string | undefined]>([
    [`${NAME}/read`, 'viewer'],
    [`${NAME}/write`, 'editor'],
    [`${NAME}/admin`, 'admin'],
    [`${NAME}/read ${NAME}/write`, 'editor'],
    [`${NAME}/admin other/thing ${NAME}/read`, 'admin'],
    [`[${NAME}/read ${NAME}/write]`, 'editor'],
    [`${NAME}/readx`, undefined],
    ['notrecords/admin', undefined],
    [`${NAME}/admin,${NAME}/read`, undefined],
    ['', undefined],
    [undefined, undefined],
  ])('with the scope %p is %p', (scope, role) => {
    expect(roleOf({ ...MACHINE, scope })).toBe(role);
  });

  it('is not raised by groups', () => {
    expect(roleOf({ ...MACHINE, scope: `${NAME}/read`, 'cognito:groups': ['admin'] })).toBe('viewer');
  });

  it('allows nothing if there is none', () => {
    const caller = callerFromClaims(MACHINE, 'personal');
    expect(includesRole(caller.role, 'viewer')).toBe(false);
  });
});

describe('names of callers and workspaces', () => {
  const SAFE = [
    'a',
    'ada',
    '0190c0de-0000-7000-8000-000000000000',
    'auth0|5f7c8ec7c33c6c004bbafe82',
    'nightly-job',
    '4hq3gg7sb1example',
    'ada@example.com',
    'https://issuer.example/users/7',
    'x'.repeat(128),
  ];
  const UNSAFE: [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ''],
    ['a separator', 'a#b'],
    ['a blank', 'a b'],
    ['a blank at the end', 'a '],
    ['a line break at the end', 'a\n'],
    ['a NUL', 'a\u0000'],
    ['a DEL', 'a\u007f'],
    ['a key separator', 'a\u0001b'],
    ['a letter beyond ASCII', 'ä'],
    ['a text that looks like another', 'аda'],
    ['a zero-width space', 'a\u200bb'],
    ['129 characters', 'x'.repeat(129)],
    ['10 KB', 'x'.repeat(10_000)],
    ['a number', 7],
    ['true', true],
    ['a list', ['ada']],
    ['an object', { toString: 'ada' }],
  ];

  it.each(SAFE)('%s is safe', (name) => {
    const caller = callerFromClaims({ ...PERSON, sub: name, team: name }, 'claim:team');
    expect(caller).toEqual({ sub: name, workspace: name, role: 'editor' });
  });

  it.each(UNSAFE)('%s is no sub', (_, sub) => {
    expect(() => callerFromClaims({ ...PERSON, sub, team: 'blue' }, 'claim:team')).toThrow(Unauthenticated);
  });

  it.each(UNSAFE)('%s is no workspace', (_, team) => {
    expect(() => callerFromClaims({ ...PERSON, team }, 'claim:team')).toThrow(Unauthenticated);
  });

  it.each(['team', 'constructor', '__proto__', 'toString'])('a token without the claim %s has no workspace, not the sub’s', (claim) => {
    expect(() => callerFromClaims(PERSON, `claim:${claim}`)).toThrow(Unauthenticated);
  });

  it('is shared by everyone, or one’s own', () => {
    expect(callerFromClaims({ ...PERSON, team: 'blue' }, 'shared').workspace).toBe('shared');
    expect(callerFromClaims(MACHINE, 'shared').workspace).toBe('shared');
    expect(callerFromClaims({ ...PERSON, team: 'blue' }, 'personal').workspace).toBe('ada');
  });
});

describe('a token for another use', () => {
  it.each<[string, object]>([
    ['an id token of Cognito', { token_use: 'id' }],
    ['a refresh token', { token_use: 'refresh' }],
    ['a use that is no text', { token_use: ['access'] }],
    ['an id token by its nonce', { token_use: undefined, nonce: 'n-0S6_WzA2Mj' }],
    ['an id token by the hash of its access token', { token_use: undefined, at_hash: 'MTIzNDU2Nzg5' }],
    ['an id token by the hash of its code', { token_use: undefined, c_hash: 'LDktKdoQak3Pk0cn' }],
  ])('is refused: %s', (_, claims) => {
    expect(() => roleOf({ ...PERSON, ...claims })).toThrow(Unauthenticated);
  });
});
