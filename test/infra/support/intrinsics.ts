import { at, isObject } from './resources.ts';
import type { Template } from './templates.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-central-1';

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::URLSuffix': 'amazonaws.com',
};

/** Resolves the intrinsic functions in a value. Names and addresses come from the ids of the resources. */
export function resolved(template: Template, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => resolved(template, element));
  if (!isObject(value)) return value;
  if (typeof value['Ref'] === 'string') return PSEUDO[value['Ref']] ?? `${value['Ref']}-name`;
  if (Array.isArray(value['Fn::GetAtt'])) return attribute(template, String(value['Fn::GetAtt'][0]), String(value['Fn::GetAtt'][1]));
  if (Array.isArray(value['Fn::Join'])) return joined(template, value['Fn::Join']);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolved(template, inner)]));
}

function joined(template: Template, [separator, parts]: readonly unknown[]): string {
  const texts = resolved(template, parts);
  return Array.isArray(texts) ? texts.join(String(separator)) : '';
}

function attribute(template: Template, id: string, name: string): string {
  const type = String(at(template.Resources, id, 'Type'));
  if (name !== 'Arn') return `${id}-${name}`;
  const service = type.split('::')[1]?.toLowerCase() ?? '';
  const arn = (resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
  if (type === 'AWS::DynamoDB::GlobalTable') return arn(`table/${id}-name`);
  // The Arn of a log group in CloudFormation ends with `:*` for its streams.
  if (type === 'AWS::Logs::LogGroup') return arn(`log-group:${id}-name:*`);
  if (type === 'AWS::KMS::Key') return arn(`key/${id}`);
  return type === 'AWS::S3::Bucket' ? `arn:aws:s3:::${id.toLowerCase()}` : arn(id);
}
