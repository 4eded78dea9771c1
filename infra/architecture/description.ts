/** An AWS service of the stack in the drawings. */
export interface Service {
  readonly id: string;
  readonly name: string;
  /** Its purpose in the stack. */
  readonly purpose: string;
  /** The prefixes of its CloudFormation resource types. */
  readonly resources: readonly string[];
  /** The stage setting that adds this service. */
  readonly setting?: string;
}

/** One of the six steps of a request. */
export interface Step {
  readonly title: string;
  readonly text: string;
}

/** The clients, which run outside AWS. */
export const CLIENTS = [
  { id: 'browser', name: 'Browser', purpose: 'The web UI' },
  { id: 'programs', name: 'Programs', purpose: 'curl, scripts, other services' },
] as const;

/** The services that handle a request. */
export const SERVICES = [
  { id: 'cloudfront', name: 'CloudFront', purpose: 'One address for UI and API: TLS, security headers', resources: ['AWS::CloudFront'] },
  {
    id: 's3',
    name: 'S3',
    purpose: 'The UI’s files, private: only CloudFront reads them',
    resources: ['AWS::S3', 'Custom::CDKBucketDeployment', 'Custom::S3AutoDeleteObjects'],
  },
  {
    id: 'gateway',
    name: 'API Gateway',
    purpose: 'HTTP API: verifies tokens, throttles, logs each request',
    resources: ['AWS::ApiGatewayV2'],
  },
  { id: 'lambda', name: 'Lambda', purpose: 'One function for the API, one for the history, on Node 24', resources: ['AWS::Lambda'] },
  {
    id: 'dynamodb',
    name: 'DynamoDB',
    purpose: 'One table, nine indexes, and a stream of its changes',
    resources: ['AWS::DynamoDB'],
  },
  { id: 'cognito', name: 'Cognito', purpose: 'Signs people and machines in; groups are roles', resources: ['AWS::Cognito'] },
  {
    id: 'cloudwatch',
    name: 'CloudWatch',
    purpose: 'Logs, metrics, dashboard, and alarms with a runbook',
    resources: ['AWS::CloudWatch', 'AWS::Logs'],
  },
  { id: 'sns', name: 'SNS', purpose: 'Mails alarms to the operator', resources: ['AWS::SNS'] },
] as const satisfies readonly Service[];

/** The supporting services. No request waits for them. */
export const SUPPORTING_SERVICES = [
  { id: 'iam', name: 'IAM', purpose: 'Roles with least privilege', resources: ['AWS::IAM'] },
  { id: 'codedeploy', name: 'CodeDeploy', purpose: 'Gradual rollout, rollback', resources: ['AWS::CodeDeploy'] },
  { id: 'sqs', name: 'SQS', purpose: 'Changes that the history lacks', resources: ['AWS::SQS'] },
  { id: 'xray', name: 'X-Ray', purpose: 'Sampled traces of functions', resources: [], setting: 'function.tracing' },
  { id: 'waf', name: 'WAF', purpose: 'A firewall for CloudFront', resources: ['AWS::WAFv2'], setting: 'firewall' },
  { id: 'kms', name: 'KMS', purpose: 'Your own key for the table', resources: ['AWS::KMS'], setting: 'ownEncryptionKey' },
  { id: 'budgets', name: 'Budgets', purpose: 'Mails if the bill exceeds a limit', resources: ['AWS::Budgets'], setting: 'monthlyBudget' },
] as const satisfies readonly Service[];

export type NodeId = (typeof CLIENTS | typeof SERVICES | typeof SUPPORTING_SERVICES)[number]['id'];

export const TITLE = 'How the service runs on AWS';

export const STEPS: readonly Step[] = [
  { title: 'The UI loads', text: 'CloudFront serves the files from S3. Cognito signs the user in.' },
  { title: 'Client → API Gateway', text: 'A request with a bearer token: browsers through CloudFront, programs directly.' },
  { title: 'API Gateway → Lambda', text: 'The gateway verifies the token and the rate. The app checks role, headers and body.' },
  { title: 'Lambda → DynamoDB', text: 'One read or one conditional write in the partition of the caller’s workspace.' },
  { title: 'Response', text: 'The record with its ETag, or a problem that says what is wrong.' },
  { title: 'Logs and metrics → CloudWatch', text: 'One log line per request, without tokens or bodies. Alarms go to SNS.' },
];
