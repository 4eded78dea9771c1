import { describe, expect, it } from '@jest/globals';
import { changesCalls, dynamoCalls } from './support/dynamo-calls.ts';
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
/** The calls that Lambda itself makes with the role of the function. */
const lambdaOwn = (log: string) => [
  { action: 'logs:CreateLogStream', resource: `${log}:log-stream:x` },
  { action: 'logs:PutLogEvents', resource: `${log}:log-stream:x` },
];
const LAMBDA_OWN = lambdaOwn(LOG);

/** Every action that a role allows, with its resource. */
const grantedTo = (role: string) =>
  statementsOf(prod, role).flatMap(({ actions, resources }) =>
    actions.flatMap((action) => resources.map((resource) => `${action} ${resource}`)),
  );
const named = (uses: readonly { readonly action: string; readonly resource: string }[]) =>
  uses.map(({ action, resource }) => `${action} ${resource.replace(/:log-stream:x$/, ':*')}`);

describe('the role of the function', () => {
  it.each(calls)('allows the calls of the service: $action on $resource', async ({ action, resource }) => {
    expect(await isAllowed(prod, ROLE, { action, resource })).toBe(true);
  });

  it.each(LAMBDA_OWN)('allows the calls of Lambda itself: $action', async ({ action, resource }) => {
    expect(await isAllowed(prod, ROLE, { action, resource })).toBe(true);
  });

  it('allows only the actions and resources that are used', () => {
    expect(grantedTo(ROLE).sort()).toEqual(named([...calls, ...LAMBDA_OWN]).sort());
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
    ['xray:PutTraceSegments', '*'],
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

  it('may use the table’s own key only through DynamoDB', async () => {
    const { id, Properties } = resourceOf(everything, 'AWS::KMS::Key');
    const key = { resource: `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`, resourcePolicy: Properties['KeyPolicy'] };
    const through = (service: string) => ({ 'kms:ViaService': `${service}.us-east-1.amazonaws.com` });
    const allows = async (action: string, context = {}) => await isAllowed(everything, ROLE, { ...key, action, context });
    expect(await allows('kms:Decrypt', through('dynamodb'))).toBe(true);
    expect(await allows('kms:Decrypt', through('s3'))).toBe(false);
    expect(await allows('kms:Decrypt')).toBe(false);
    expect(await allows('kms:ScheduleKeyDeletion', through('dynamodb'))).toBe(false);
  });

  it('can only be assumed by Lambda', () => {
    expect(resourceOf(prod, 'AWS::IAM::Role', ROLE).Properties['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
    });
  });
});

describe('the role of the function that writes the history', () => {
  const CHANGES_ROLE = 'ChangesRole';
  const STREAM = `${resourceOf(prod, 'AWS::DynamoDB::GlobalTable').id}-StreamArn`;
  const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT}:${resourceOf(prod, 'AWS::SQS::Queue').id}`;
  const entry = { 'dynamodb:LeadingKeys': ['history#blue#tasks#x'] };
  const written = changesCalls().map(({ action }) => ({ action: `dynamodb:${action}`, resource: TABLE, context: entry }));
  /** The calls of Lambda with this role: it polls the stream, sends failed changes to the queue, and writes log and traces. */
  const polled = [
    ...['DescribeStream', 'GetRecords', 'GetShardIterator'].map((action) => ({ action: `dynamodb:${action}`, resource: STREAM })),
    { action: 'dynamodb:ListStreams', resource: '*' },
    { action: 'sqs:SendMessage', resource: QUEUE },
    ...lambdaOwn(`arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${resourceOf(prod, 'AWS::Logs::LogGroup', 'Changes').id}-name`),
  ];

  it('is for a function whose only recorded call is PutItem', () => {
    expect(changesCalls()).toEqual([{ action: 'PutItem' }]);
  });

  it('allows only the calls of the function and of Lambda', () => {
    expect(grantedTo(CHANGES_ROLE).sort()).toEqual(named([...written, ...polled]).sort());
  });

  it.each(written)('allows writing an entry: $action', async (call) => {
    expect(await isAllowed(prod, CHANGES_ROLE, call)).toBe(true);
  });

  it.each(['records#blue#tasks', 'people#blue', 'catalog', 'idempotency#blue'])('denies writing an item of %s', async (partition) => {
    const context = { 'dynamodb:LeadingKeys': [partition] };
    expect(await isAllowed(prod, CHANGES_ROLE, { action: 'dynamodb:PutItem', resource: TABLE, context })).toBe(false);
  });

  it.each(['GetItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'BatchWriteItem'])('denies dynamodb:%s', async (action) => {
    expect(await isAllowed(prod, CHANGES_ROLE, { action: `dynamodb:${action}`, resource: TABLE, context: entry })).toBe(false);
  });

  it('can only be assumed by Lambda', () => {
    expect(resourceOf(prod, 'AWS::IAM::Role', CHANGES_ROLE).Properties['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
    });
  });
});

describe('wildcards', () => {
  const BROAD = /"(Resource|Action)":"\*"|"[a-z0-9-]+:[A-Za-z]*\*"/;

  it('are used only where AWS or CDK requires them', () => {
    const found = resourcesOf(everything, 'AWS::IAM::Policy').flatMap(({ id, Properties }) =>
      listAt(Properties, 'PolicyDocument', 'Statement')
        .map((statement) => JSON.stringify(statement))
        .filter((statement) => BROAD.test(statement))
        .map(
          (statement) =>
            `${/^(Custom)?[A-Z][a-z]+[A-Z][a-zA-Z]+?(?=Role|Default|\d)/.exec(id)?.[0]} ${/"([a-z0-9-]+):[A-Z]/.exec(statement)?.[1]}`,
        ),
    );
    expect([...new Set(found)].sort()).toEqual([
      // X-Ray has no resource types (Service Authorization Reference, "Actions, resources, and condition keys for AWS X-Ray").
      'ApiFunction xray',
      // ListStreams has no resource types, and Lambda requires it.
      'ChangesRole dynamodb',
      'ChangesRole xray',
      // CDK's own function, which copies the UI between two buckets at a deployment. CDK defines its permissions.
      'CustomCDKBucketDeployment s3',
    ]);
  });
});
