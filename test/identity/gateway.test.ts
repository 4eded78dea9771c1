import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { Unauthenticated } from '../../src/identity/caller.ts';
import { authorizerClaims, createGatewayIdentity } from '../../src/identity/gateway.ts';

const CLAIMS = {
  sub: 'ada',
  client_id: 'app',
  token_use: 'access',
  scope: 'openid',
  'cognito:groups': '[viewer admin]',
  'custom:workspace': 'blue',
  exp: '1893456000',
};
const eventWith = (authorizer: unknown) => ({ version: '2.0', requestContext: { authorizer } });

function identify(event: unknown, authorization?: string) {
  const identity = createGatewayIdentity({ claims: () => authorizerClaims(event), workspace: 'claim:custom:workspace' });
  return identity({ authorization });
}

describe('the gateway’s caller', () => {
  it('is whom the authorizer has verified', () => {
    expect(identify(eventWith({ jwt: { claims: CLAIMS, scopes: null } }))).toEqual({ sub: 'ada', workspace: 'blue', role: 'admin' });
  });

  it('does not depend on the header', () => {
    const event = eventWith({ jwt: { claims: CLAIMS } });
    expect(identify(event, 'Bearer other')).toEqual(identify(event));
  });

  it.each<[string, object]>([
    ['an id token', { token_use: 'id' }],
    ['no sub', { sub: undefined }],
    ['an odd sub', { sub: 'a#b' }],
    ['no workspace', { 'custom:workspace': undefined }],
    ['a workspace that is no text', { 'custom:workspace': { name: 'blue' } }],
  ])('is nobody with %s', (_, claims) => {
    expect(() => identify(eventWith({ jwt: { claims: { ...CLAIMS, ...claims } } }))).toThrow(Unauthenticated);
  });

  it.each<[string, unknown]>([
    ['no event', undefined],
    ['null', null],
    ['a text', 'event'],
    ['a warm-up event', {}],
    ['no context', { requestContext: null }],
    ['no authorizer', eventWith(undefined)],
    ['an IAM authorizer', eventWith({ iam: { userId: 'ada' } })],
    ['a Lambda authorizer', eventWith({ lambda: { claims: CLAIMS } })],
    ['claims of a REST API', eventWith({ claims: CLAIMS })],
    ['no claims', eventWith({ jwt: {} })],
    ['claims as a list', eventWith({ jwt: { claims: [CLAIMS] } })],
    ['claims as text', eventWith({ jwt: { claims: JSON.stringify(CLAIMS) } })],
    ['inherited claims', eventWith({ jwt: Object.create({ claims: CLAIMS }) })],
    ['claims in a header', { ...eventWith({}), headers: { 'x-amzn-claims': JSON.stringify(CLAIMS), authorizer: JSON.stringify(CLAIMS) } }],
    ['claims in the body', { ...eventWith({}), body: JSON.stringify(eventWith({ jwt: { claims: CLAIMS } })) }],
    ['claims at the top', { authorizer: { jwt: { claims: CLAIMS } }, jwt: { claims: CLAIMS }, claims: CLAIMS }],
  ])('is nobody with %s', (_, event) => {
    expect(() => identify(event, 'Bearer a.b.c')).toThrow(Unauthenticated);
  });

  it('costs no JWT library in the bundle', async () => {
    const { metafile } = await build({
      entryPoints: ['src/identity/gateway.ts'],
      bundle: true,
      format: 'esm',
      platform: 'node',
      write: false,
      metafile: true,
    });
    expect(Object.keys(metafile.inputs).sort()).toEqual([
      'package.json',
      'src/identity/caller.ts',
      'src/identity/claims.ts',
      'src/identity/gateway.ts',
      'src/identity/group-role.ts',
      'src/identity/roles.ts',
      'src/identity/workspace.ts',
      'src/name.ts',
    ]);
  });
});
