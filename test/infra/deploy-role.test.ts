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

describe('the role that GitHub deploys with', () => {
  it('is for the environments of one repository, each named in full', () => {
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

  it('can become the roles of cdk bootstrap, look after the tables, and read outputs and the secret of the smoke test, and nothing else', () => {
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

  it('lasts an hour', () => {
    expect(at(propertiesOf(template, 'AWS::IAM::Role'), 'MaxSessionDuration')).toBe(3600);
  });
});

describe('the workflow that deploys', () => {
  it('takes the role by GitHub’s word, and no stored key', () => {
    const [others = '', deploying = ''] = workflow.split(/^ {2}deploy:$/m);
    expect(deploying).toContain('id-token: write');
    expect(others).not.toContain('id-token');
    expect(workflow).toMatch(/role-to-assume: \$\{\{ vars\.AWS_ROLE \}\}/);
    expect(workflow).not.toMatch(/secrets\.|AWS_SECRET_ACCESS_KEY|aws-secret-access-key/);
  });

  it.each(['check', 'deploy'])('runs the very actions that were looked at, and hands them no credentials: %s', (name) => {
    const uses = readWorkflow(name).match(/uses: .*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((line) => !/^uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    const checkouts = readWorkflow(name).match(/uses: actions\/checkout@.*\n +with:\n +persist-credentials: false\n/g) ?? [];
    expect(checkouts).toHaveLength(uses.filter((line) => line.includes('actions/checkout')).length);
  });

  it('runs the Node of an image only where there is no AWS token', () => {
    const [, cache = '', deploying = ''] = workflow.split(/^ {2}(?:code-cache|deploy):$/m);
    expect(cache).toContain('LAMBDA_NODE=');
    expect(deploying).toContain('id-token: write');
    expect(deploying).not.toMatch(/docker|LAMBDA_NODE/);
    expect(deploying).toMatch(/CODE_CACHE_FROM=\S+ npm run deploy /);
  });

  it('offers the stages that there are', () => {
    expect(workflow).toContain(`options: [${STAGES.map(({ name }) => name).join(', ')}]`);
  });
});
