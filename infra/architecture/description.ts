/** A service of AWS that the stack uses, as the drawings show it. */
export interface Service {
  readonly id: string;
  readonly name: string;
  /** What it is for here. */
  readonly purpose: string;
  /** How the types of its resources begin in CloudFormation. */
  readonly resources: readonly string[];
  /** The setting of a stage without which it is not there. */
  readonly setting?: string;
}

/** One of the six steps of a request. */
export interface Step {
  readonly title: string;
  readonly text: string;
}

/** Whoever asks, outside of AWS. */
export const CLIENTS = [
  { id: 'browser', name: 'Browser', purpose: 'The web UI' },
  { id: 'programs', name: 'Programs', purpose: 'curl, scripts, other services' },
] as const;

/** The services that a request meets. */
export const SERVICES = [
  { id: 'cloudfront', name: 'CloudFront', purpose: 'One address for UI and API: TLS, security headers', resources: ['AWS::CloudFront'] },
  {
    id: 's3',
    name: 'S3',
    purpose: 'The UI’s files, private: CloudFront alone reads them',
    resources: ['AWS::S3', 'Custom::CDKBucketDeployment', 'Custom::S3AutoDeleteObjects'],
  },
  {
    id: 'gateway',
    name: 'API Gateway',
    purpose: 'HTTP API: verifies tokens, throttles, notes each request',
    resources: ['AWS::ApiGatewayV2'],
  },
  { id: 'lambda', name: 'Lambda', purpose: 'The whole app: Express 5 as one function on Node 24', resources: ['AWS::Lambda'] },
  {
    id: 'dynamodb',
    name: 'DynamoDB',
    purpose: 'One table, five indexes; any second of 35 days restorable',
    resources: ['AWS::DynamoDB'],
  },
  { id: 'cognito', name: 'Cognito', purpose: 'Signs people and machines in; groups are roles', resources: ['AWS::Cognito'] },
  {
    id: 'cloudwatch',
    name: 'CloudWatch',
    purpose: 'Logs, metrics, dashboard, and alarms with a runbook',
    resources: ['AWS::CloudWatch', 'AWS::Logs'],
  },
  { id: 'sns', name: 'SNS', purpose: 'Mails an alarm, and its end, to whoever is on duty', resources: ['AWS::SNS'] },
] as const satisfies readonly Service[];

/** The services around them, which no request waits for. */
export const SUPPORTING_SERVICES = [
  { id: 'iam', name: 'IAM', purpose: 'A role with the least rights', resources: ['AWS::IAM'] },
  { id: 'codedeploy', name: 'CodeDeploy', purpose: 'Rolls out by steps, back on an alarm', resources: ['AWS::CodeDeploy'] },
  { id: 'xray', name: 'X-Ray', purpose: 'Sampled traces of the function', resources: [], setting: 'function.tracing' },
  { id: 'waf', name: 'WAF', purpose: 'A firewall before CloudFront', resources: ['AWS::WAFv2'], setting: 'firewall' },
  { id: 'kms', name: 'KMS', purpose: 'A key of your own for the table', resources: ['AWS::KMS'], setting: 'ownEncryptionKey' },
  { id: 'budgets', name: 'Budgets', purpose: 'Tells when the bill passes a sum', resources: ['AWS::Budgets'], setting: 'monthlyBudget' },
] as const satisfies readonly Service[];

export type Place = (typeof CLIENTS | typeof SERVICES | typeof SUPPORTING_SERVICES)[number]['id'];

export const TITLE = 'Serverless records API on AWS';

export const STEPS: readonly Step[] = [
  { title: 'The UI loads', text: 'CloudFront serves its files from S3; Cognito signs the user in.' },
  { title: 'Client → API Gateway', text: 'A request with a bearer token: a browser’s by way of CloudFront, a program’s directly.' },
  { title: 'API Gateway → Lambda', text: 'The token is verified and the rate kept; the app checks role, headers and body.' },
  { title: 'Lambda → DynamoDB', text: 'One read or one conditional write, in the partition of the caller’s workspace.' },
  { title: 'And back', text: 'The record with its ETag, or a problem that says what is wrong, the way that it came.' },
  { title: 'Logs and metrics → CloudWatch', text: 'One line a request, never a token or a body; alarms go to SNS.' },
];
