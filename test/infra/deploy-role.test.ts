import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { STAGES } from '../../infra/stage.ts';
import { NAME } from '../../src/name.ts';
import { at, listAt, propertiesOf, resourceOf } from './support/resources.ts';
import { statementsOf } from './support/role.ts';
import { deployRoleTemplate } from './support/templates.ts';

const template = deployRoleTemplate();
const readWorkflow = (name: string) => readFileSync(new URL(`../../.github/workflows/${name}.yml`, import.meta.url), 'utf8');
const workflow = readWorkflow('deploy');

describe('the role that GitHub Actions assumes to deploy', () => {
  it('can be assumed only from the named environments of one repository', () => {
    const trust = propertiesOf(template, 'AWS::IAM::Role')['AssumeRolePolicyDocument'];
    expect(listAt(trust, 'Statement')).toEqual([
      {
        Action: 'sts:AssumeRoleWithWebIdentity',
        Effect: 'Allow',
        Principal: { Federated: { Ref: resourceOf(template, 'AWS::IAM::OIDCProvider').id } },
        Condition: {
          StringEquals: {
            'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
            'token.actions.githubusercontent.com:sub': STAGES.map(({ name }) => `repo:owner/name:environment:${name}`),
          },
        },
      },
    ]);
  });

  it('may only assume the roles of cdk bootstrap, maintain the tables, and read the outputs and the secret of the smoke test', () => {
    const actions = statementsOf(template, 'Role').map(({ actions: allowed }) => allowed);
    expect(actions).toEqual([
      ['sts:AssumeRole'],
      ['dynamodb:DescribeTable', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'],
      ['kms:Decrypt', 'kms:DescribeKey'],
      ['cloudformation:DescribeStackEvents', 'cloudformation:DescribeStacks', 'cognito-idp:DescribeUserPoolClient'],
    ]);
    expect(statementsOf(template, 'Role')[1]?.resources).toEqual([`arn:aws:dynamodb:*:123456789012:table/${NAME}-*`]);
    expect(statementsOf(template, 'Role')[0]?.resources).toEqual(['arn:aws:iam::123456789012:role/cdk-hnb659fds-*-123456789012-*']);
  });

  it('has sessions of one hour', () => {
    expect(at(propertiesOf(template, 'AWS::IAM::Role'), 'MaxSessionDuration')).toBe(3600);
  });
});

describe('the deployment workflow', () => {
  it('assumes the role with a token of GitHub and stores no key', () => {
    const [others = '', deploying = ''] = workflow.split(/^ {2}deploy:$/m);
    expect(deploying).toContain('id-token: write');
    expect(others).not.toContain('id-token');
    expect(workflow).toMatch(/role-to-assume: \$\{\{ vars\.AWS_ROLE \}\}/);
    expect(workflow).not.toMatch(/secrets\.|AWS_SECRET_ACCESS_KEY|aws-secret-access-key/);
  });

  it.each(['check', 'deploy'])('pins every action to a commit, and keeps no credentials after a checkout: %s', (name) => {
    const uses = readWorkflow(name).match(/uses: .*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((line) => !/^uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    const checkouts = readWorkflow(name).match(/uses: actions\/checkout@.*\n +with:\n +persist-credentials: false\n/g) ?? [];
    expect(checkouts).toHaveLength(uses.filter((line) => line.includes('actions/checkout')).length);
  });

  it('runs the Node of a container image only in a job without an AWS token', () => {
    const [, cache = '', deploying = ''] = workflow.split(/^ {2}(?:code-cache|deploy):$/m);
    expect(cache).toContain('LAMBDA_NODE=');
    expect(deploying).toContain('id-token: write');
    expect(deploying).not.toMatch(/docker|LAMBDA_NODE/);
    expect(deploying).toMatch(/CODE_CACHE_FROM=\S+ npm run deploy /);
  });

  it('offers the existing stages', () => {
    expect(workflow).toContain(`options: [${STAGES.map(({ name }) => name).join(', ')}]`);
  });
});
