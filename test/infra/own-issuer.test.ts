import { describe, expect, it } from '@jest/globals';
import { createOwnIssuer } from '../../infra/own-issuer.ts';
import { at, listAt, propertiesOf, resourcesOf } from './support/resources.ts';
import { templateOf } from './support/templates.ts';

const ISSUER = 'https://issuer.example.com/tenant/';
const template = templateOf('restored');

describe('a stage with its own issuer', () => {
  it('accepts the tokens of this issuer for its audience, and no others', () => {
    const authorizer = propertiesOf(template, 'AWS::ApiGatewayV2::Authorizer');
    expect(authorizer).toMatchObject({ AuthorizerType: 'JWT', JwtConfiguration: { Issuer: ISSUER } });
    expect(listAt(authorizer, 'JwtConfiguration', 'Audience')).toEqual(['api', 'other']);
  });

  it('requires a token for every path of the API except the public ones', () => {
    const open = resourcesOf(template, 'AWS::ApiGatewayV2::Route')
      .filter(({ Properties }) => at(Properties, 'AuthorizationType') !== 'JWT')
      .map(({ Properties }) => String(at(Properties, 'RouteKey')));
    expect(open.length).toBeGreaterThan(0);
    expect(open.filter((route) => !/ \/api\/(health|health\/ready|openapi\.json)$/.test(route))).toEqual([]);
  });

  it('passes the role of people without groups to the function and the UI', () => {
    const variables = at(propertiesOf(template, 'AWS::Lambda::Function', 'ApiFunction'), 'Environment', 'Variables');
    expect(variables).toMatchObject({ ROLE_WITHOUT_GROUPS: 'none' });
    const { web } = createOwnIssuer({ url: ISSUER, audience: ['api'], webClientId: 'web', roleWithoutGroups: 'viewer' }).addClients();
    expect(web).toEqual({ issuer: ISSUER, clientId: 'web', scope: 'openid profile email', roleWithoutGroups: 'viewer' });
  });

  it('passes its scopes to the UI', () => {
    const scope = 'openid api://records/access';
    const { web } = createOwnIssuer({ url: ISSUER, audience: ['api'], webClientId: 'web', scope, roleWithoutGroups: 'none' }).addClients();
    expect(web).toMatchObject({ scope });
  });

  it('has no user pool', () => {
    expect(Object.values(template.Resources).filter(({ Type }) => Type.startsWith('AWS::Cognito'))).toEqual([]);
  });

  it('passes its issuer to the commands', () => {
    expect(at(template, 'Outputs', 'Issuer', 'Value')).toBe(ISSUER);
  });
});
