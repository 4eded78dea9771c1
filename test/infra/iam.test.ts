import { describe, expect, it } from '@jest/globals';
import { dynamoCalls } from './support/dynamo-calls.ts';
import { ACCOUNT, REGION } from './support/intrinsics.ts';
import { listAt, resourceOf, resourcesOf } from './support/resources.ts';
import { isAllowed, statementsOf } from './support/role.ts';
import { templateOf } from './support/templates.ts';

const prod = templateOf('prod');
const everything = templateOf('everything');
const ROLE = 'ApiFunctionRole';
const TABLE = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${resourceOf(prod, 'AWS::DynamoDB::GlobalTable').id}-name`;
const LOG = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${resourceOf(prod, 'AWS::Logs::LogGroup', 'ApiFunction').id}-name`;

const calls = dynamoCalls().map(({ action, index }) => ({
  action: `dynamodb:${action}`,
  resource: index === undefined ? TABLE : `${TABLE}/index/${index}`,
}));
/** What Lambda itself does in the function's name: it writes the log, and the traces. */
const LAMBDA_OWN = [
  { action: 'logs:CreateLogStream', resource: `${LOG}:log-stream:x` },
  { action: 'logs:PutLogEvents', resource: `${LOG}:log-stream:x` },
  { action: 'xray:PutTraceSegments', resource: '*' },
  { action: 'xray:PutTelemetryRecords', resource: '*' },
];

describe('the role of the function', () => {
  it.each(calls)('allows what the service does: $action on $resource', async ({ action, resource }) => {
    expect(await isAllowed(prod, ROLE, { action, resource })).toBe(true);
  });

  it.each(LAMBDA_OWN)('allows what Lambda does in its name: $action', async ({ action, resource }) => {
    expect(await isAllowed(prod, ROLE, { action, resource })).toBe(true);
  });

  it('allows nothing that is not used: neither an action nor a resource of one', () => {
    const granted = statementsOf(prod, ROLE).flatMap(({ actions, resources }) =>
      actions.flatMap((action) => resources.map((resource) => `${action} ${resource}`)),
    );
    const used = [...calls, ...LAMBDA_OWN].map(({ action, resource }) => `${action} ${resource.replace(/:log-stream:x$/, ':*')}`);
    expect(granted.sort()).toEqual(used.sort());
  });

  it.each([
    ['dynamodb:Scan', TABLE],
    ['dynamodb:Scan', `${TABLE}/index/index-1`],
    ['dynamodb:DeleteItem', TABLE],
    ['dynamodb:BatchWriteItem', TABLE],
    ['dynamodb:ConditionCheckItem', TABLE],
    ['dynamodb:PartiQLSelect', TABLE],
    ['dynamodb:DescribeTable', TABLE],
    ['dynamodb:UpdateTable', TABLE],
    ['dynamodb:DeleteTable', TABLE],
    ['dynamodb:UpdateTimeToLive', TABLE],
    ['dynamodb:ExportTableToPointInTime', TABLE],
    ['dynamodb:Query', `${TABLE}/index/index-99`],
    ['dynamodb:GetItem', `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/another`],
    ['dynamodb:BatchGetItem', `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/another`],
    ['dynamodb:PutItem', `arn:aws:dynamodb:us-west-2:${ACCOUNT}:table/${TABLE.split('/')[1]}`],
    ['dynamodb:GetItem', TABLE.replace(ACCOUNT, '999999999999')],
    ['logs:PutLogEvents', `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:another:log-stream:x`],
    ['logs:DeleteLogGroup', LOG],
    ['logs:GetLogEvents', `${LOG}:log-stream:x`],
    ['xray:GetTraceSummaries', '*'],
    ['iam:CreateRole', `arn:aws:iam::${ACCOUNT}:role/x`],
    ['iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/x`],
    ['sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/x`],
    ['s3:GetObject', 'arn:aws:s3:::any/thing'],
    ['s3:PutObject', 'arn:aws:s3:::any/thing'],
    ['lambda:InvokeFunction', `arn:aws:lambda:${REGION}:${ACCOUNT}:function:any`],
    ['cognito-idp:AdminAddUserToGroup', `arn:aws:cognito-idp:${REGION}:${ACCOUNT}:userpool/any`],
    ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:any`],
    ['ssm:GetParameter', `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/any`],
    ['kms:Decrypt', `arn:aws:kms:${REGION}:${ACCOUNT}:key/any`],
    ['sns:Publish', `arn:aws:sns:${REGION}:${ACCOUNT}:any`],
  ])('denies %s on %s', async (action, resource) => {
    expect(await isAllowed(prod, ROLE, { action, resource })).toBe(false);
  });

  it('decrypts with the table’s own key through DynamoDB alone, where there is one', async () => {
    const { id, Properties } = resourceOf(everything, 'AWS::KMS::Key');
    const key = { resource: `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`, resourcePolicy: Properties['KeyPolicy'] };
    const through = (service: string) => ({ 'kms:ViaService': `${service}.us-east-1.amazonaws.com` });
    const allows = async (action: string, context = {}) => await isAllowed(everything, ROLE, { ...key, action, context });
    expect(await allows('kms:Decrypt', through('dynamodb'))).toBe(true);
    expect(await allows('kms:Decrypt', through('s3'))).toBe(false);
    expect(await allows('kms:Decrypt')).toBe(false);
    expect(await allows('kms:ScheduleKeyDeletion', through('dynamodb'))).toBe(false);
  });

  it('is Lambda’s to take, and nobody else’s', () => {
    expect(resourceOf(prod, 'AWS::IAM::Role', ROLE).Properties['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
    });
  });
});

describe('wildcards', () => {
  const BROAD = /"(Resource|Action)":"\*"|"[a-z0-9-]+:[A-Za-z]*\*"/;

  it('are nowhere but where AWS or CDK requires them', () => {
    const found = resourcesOf(everything, 'AWS::IAM::Policy').flatMap(({ id, Properties }) =>
      listAt(Properties, 'PolicyDocument', 'Statement')
        .map((statement) => JSON.stringify(statement))
        .filter((statement) => BROAD.test(statement))
        .map(
          (statement) => `${/^(Custom)?[A-Z][a-z]+[A-Z][a-zA-Z]+?(?=Role|\d)/.exec(id)?.[0]} ${/"([a-z0-9-]+):[A-Z]/.exec(statement)?.[1]}`,
        ),
    );
    expect([...new Set(found)].sort()).toEqual([
      // X-Ray knows no resources (Service Authorization Reference, "Actions, resources, and condition keys for AWS X-Ray").
      'ApiFunction xray',
      // CDK's own function, which copies the UI between two buckets at a deployment; its rights are CDK's to state.
      'CustomCDKBucketDeployment s3',
    ]);
  });
});
