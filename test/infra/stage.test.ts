import { describe, expect, it } from '@jest/globals';
import { defineStage, type Issuer, type Stage, stackNameOf, stageNamed } from '../../infra/stage.ts';
import { NAME } from '../../src/name.ts';

const dev = stageNamed('dev');
const { ceilings } = dev;
const issuer: Issuer = { url: 'https://a.example', audience: ['api'], webClientId: 'web', roleWithoutGroups: 'viewer' };

function faultsOf(change: Partial<Stage>): string {
  try {
    defineStage({ ...dev, ...change });
    return 'none';
  } catch (error) {
    return error instanceof TypeError ? error.message : 'another error';
  }
}

describe('the settings of a stage', () => {
  it.each<[string, Partial<Stage>, string]>([
    ['a name in capitals', { name: 'Dev' }, 'its name must be'],
    ['a name that makes the names of its resources too long', { name: 'a'.repeat(21) }, 'its name must be'],
    ['the name of the deploy role', { name: 'deploy-role' }, 'the stack with the deploy role'],
    ['a name that Cognito refuses as a sign-in domain', { name: 'dev-aws' }, 'its name must not contain "aws"'],
    ['a claim with a blank', { workspace: 'claim:a b' }, '"workspace" is "claim:a b"; it must be shared (everyone'],
    ['a workspace that all who sign up share', { workspace: 'shared', selfSignUp: true }, '"workspace" must not be shared'],
    ['a trigger for another claim', { workspaceTrigger: true }, '"workspace" must be claim:workspace'],
    ['an origin with a path', { corsOrigins: ['https://example.com/'] }, '"corsOrigins" has "https://example.com/"'],
    ['a retention that CloudWatch does not have', { logRetentionDays: 10 }, '"logRetentionDays" must be one of 1, 3, 5'],
    ['a timeout longer than that of the gateway', { function: { ...dev.function, timeout: 30 } }, '"timeout" must be 1 to 29'],
    ['less memory than Lambda allows', { function: { ...dev.function, memory: 64 } }, '"memory" must be 128'],
    ['no concurrency', { function: { ...dev.function, reservedConcurrency: 0 } }, '"reservedConcurrency"'],
    ['a burst below the rate', { ceilings: { ...ceilings, burst: 1 } }, '"burst" must not be below'],
    ['half a unit', { ceilings: { ...ceilings, writeUnits: 0.5 } }, 'the limit "writeUnits"'],
    ['no address', { alarmEmail: 'ops' }, '"alarmEmail"'],
    ['a budget of zero', { monthlyBudget: 0 }, '"monthlyBudget"'],
    ['a firewall in another region', { region: 'eu-central-1', firewall: { requests: 100 } }, '"region" must be us-east-1'],
    ['a firewall without a region', { firewall: { requests: 100 } }, '"region" must be us-east-1'],
    [
      'a site’s certificate in another region',
      { siteDomain: { name: 'a.example', certificateArn: 'arn:aws:acm:eu-central-1:1:certificate/x' } },
      'must be in us-east-1',
    ],
    ['a restored table with an invalid name', { restoredTable: 'a b' }, '"restoredTable"'],
    ['an issuer without https', { issuer: { ...issuer, url: 'http://a.example' } }, '"issuer.url" must be an https URL'],
    [
      'an origin that would add a directive to the content security policy',
      { issuer: { ...issuer, origins: ['https://b.example; script-src *'] } },
      '"issuer.origins" has "https://b.example; script-src *", which is not an origin',
    ],
    ['a sign-out without https', { issuer: { ...issuer, signOutUrl: 'javascript:alert(1)' } }, '"issuer.signOutUrl" must be an https URL'],
    ['an issuer without an audience', { issuer: { ...issuer, audience: [] } }, '"issuer.audience" must have a value'],
    ['an issuer together with a machine client', { issuer, machineClient: true }, '"machineClient" is a setting of the user pool'],
    [
      'an issuer whose id tokens would pass as access tokens',
      { issuer: { ...issuer, audience: ['api', 'web'] } },
      '"issuer.audience" must not have "issuer.webClientId"',
    ],
    ['scopes without openid', { issuer: { ...issuer, scope: 'profile,openid' } }, '"issuer.scope" must contain "openid"'],
    ['an issuer without a client of the UI', { issuer: { ...issuer, webClientId: '' } }, '"issuer.webClientId" is not set'],
  ])('must not have %s', (_, change, fault) => {
    expect(faultsOf(change)).toContain(fault);
  });

  it.each<Stage['workspace']>(['shared', 'personal', 'claim:client_id'])('may have the workspace %s', (workspace) => {
    expect(faultsOf({ workspace })).toBe('none');
  });

  it('may have the client of the UI as the audience of Cognito, because its tokens contain their kind', () => {
    const url = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC';
    expect(faultsOf({ issuer: { ...issuer, url, audience: ['web'] } })).toBe('none');
  });

  it('must have the role of people without groups', () => {
    const { audience: _, roleWithoutGroups: __, webClientId: ___, ...silent } = issuer;
    const stage: object = { ...dev, issuer: silent };
    const faults = ['"issuer.audience" must', '"issuer.webClientId" is not set', '"issuer.roleWithoutGroups" must be none, viewer'];
    for (const fault of faults) expect(() => defineStage(Object.assign(Object.create(null), stage))).toThrow(fault);
  });

  it('must have the workspace', () => {
    const { workspace: _, ...silent } = dev;
    const stage: object = silent;
    expect(() => defineStage(Object.assign(Object.create(null), stage))).toThrow(
      'stage "dev": "workspace" is not set; it must be shared (everyone who may sign in shares one workspace), personal',
    );
  });

  it('are refused with all faults at once, each naming the stage', () => {
    const faults = faultsOf({ alarmEmail: 'ops', monthlyBudget: -1 }).split('\n');
    expect(faults).toHaveLength(2);
    expect(faults.every((fault) => fault.startsWith('stage "dev": '))).toBe(true);
  });
});

describe('a stage', () => {
  it('has a stack with its name', () => {
    expect(stackNameOf(stageNamed('prod'))).toBe(`${NAME}-prod`);
  });

  it('inherits the settings of the stage before its hyphen, and has its own stack', () => {
    const own = stageNamed('dev-alice');
    expect(own).toEqual({ ...dev, name: 'dev-alice' });
    expect(stackNameOf(own)).toBe(`${NAME}-dev-alice`);
    expect(stageNamed('prod-eu').keepData).toBe(true);
  });

  it.each(['dev-', 'dev-Alice', 'dev-much-too-long-a-name'])('must not have a name that AWS refuses: %s', (name) => {
    expect(() => stageNamed(name)).toThrow(TypeError);
  });

  it.each(['devalice', 'qa-dev'])('is unknown unless it starts with the name of a stage and a hyphen: %s', (name) => {
    expect(() => stageNamed(name)).toThrow(RangeError);
  });

  it('with an unknown name is refused with the list of stages', () => {
    expect(() => stageNamed('qa')).toThrow(new RangeError('unknown stage "qa"; infra/stage.ts has dev, prod'));
  });
});
