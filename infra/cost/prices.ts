export const PRICES_REGION = 'us-east-1';
/** The date of this list. The prices come from secondary sources, not from AWS's pages: check `source` before you rely on them. */
export const PRICES_AS_OF = '2026-11-22';

export interface Price {
  readonly service: string;
  /** The unit of the price. */
  readonly unit: string;
  /** US dollars per unit in the first tier, before taxes. */
  readonly usd: number;
  /** Free units per month for the whole account, without offers that end after a year. */
  readonly free: number;
  readonly source: string;
}

const MILLION = 1e6;
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const COGNITO = 'https://aws.amazon.com/cognito/pricing/';
const CLOUDFRONT = 'https://aws.amazon.com/cloudfront/pricing/';
const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const KMS = 'https://aws.amazon.com/kms/pricing/';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const S3 = 'https://aws.amazon.com/s3/pricing/';
const WAF = 'https://aws.amazon.com/waf/pricing/';
const XRAY = 'https://aws.amazon.com/xray/pricing/';

/** AWS's public on-demand prices in `PRICES_REGION` for everything that the stack can use. */
export const PRICES = {
  gatewayRequest: {
    service: 'API Gateway',
    unit: 'request of up to 512 KB',
    usd: 1.0 / MILLION,
    free: 0,
    source: 'https://aws.amazon.com/api-gateway/pricing/',
  },
  functionRequest: { service: 'Lambda', unit: 'request', usd: 0.2 / MILLION, free: MILLION, source: LAMBDA },
  functionTime: { service: 'Lambda', unit: 'GB-second on arm64', usd: 0.0000133334, free: 400_000, source: LAMBDA },
  readUnit: { service: 'DynamoDB', unit: 'read unit', usd: 0.125 / MILLION, free: 0, source: DYNAMODB },
  writeUnit: { service: 'DynamoDB', unit: 'write unit', usd: 0.625 / MILLION, free: 0, source: DYNAMODB },
  tableStorage: { service: 'DynamoDB', unit: 'GB-month stored', usd: 0.25, free: 25, source: DYNAMODB },
  tableBackup: { service: 'DynamoDB', unit: 'GB-month of point-in-time recovery', usd: 0.2, free: 0, source: DYNAMODB },
  siteRequest: { service: 'CloudFront', unit: 'HTTPS request', usd: 1.0 / MILLION, free: 10 * MILLION, source: CLOUDFRONT },
  siteTraffic: { service: 'CloudFront', unit: 'GB sent', usd: 0.085, free: 1_024, source: CLOUDFRONT },
  siteStorage: { service: 'S3', unit: 'GB-month stored', usd: 0.023, free: 0, source: S3 },
  logIntake: { service: 'CloudWatch', unit: 'GB of logs ingested', usd: 0.5, free: 5, source: CLOUDWATCH },
  logStorage: { service: 'CloudWatch', unit: 'GB-month of logs stored', usd: 0.03, free: 0, source: CLOUDWATCH },
  ownMetric: { service: 'CloudWatch', unit: 'custom metric, per hour with data', usd: 0.3, free: 10, source: CLOUDWATCH },
  alarmMetric: { service: 'CloudWatch', unit: 'alarm metric', usd: 0.1, free: 10, source: CLOUDWATCH },
  dashboard: { service: 'CloudWatch', unit: 'dashboard', usd: 3, free: 3, source: CLOUDWATCH },
  trace: { service: 'X-Ray', unit: 'trace recorded', usd: 5 / MILLION, free: 100_000, source: XRAY },
  activeUser: { service: 'Cognito', unit: 'monthly active user (Essentials)', usd: 0.015, free: 10_000, source: COGNITO },
  machineClient: { service: 'Cognito', unit: 'machine client', usd: 6, free: 0, source: COGNITO },
  machineToken: { service: 'Cognito', unit: 'machine token', usd: 0.00225, free: 0, source: COGNITO },
  encryptionKey: { service: 'KMS', unit: 'customer managed key', usd: 1, free: 0, source: KMS },
  firewallAcl: { service: 'WAF', unit: 'web ACL', usd: 5, free: 0, source: WAF },
  firewallRule: { service: 'WAF', unit: 'rule', usd: 1, free: 0, source: WAF },
  firewallRequest: { service: 'WAF', unit: 'request', usd: 0.6 / MILLION, free: 0, source: WAF },
} as const satisfies Readonly<Record<string, Price>>;

export type PriceKey = keyof typeof PRICES;
