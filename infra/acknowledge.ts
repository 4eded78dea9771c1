import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Records why the resources of a construct do not follow some rules of the checks.
 * @param rules their ids: cdk-nag (`AwsSolutions-…`, `Serverless-…`), checkov (`CKV_…`), cfn-guard (`CT.…`) or cfn-lint (`W3005`)
 */
export function acknowledge(scope: IConstruct, reason: string, ...rules: readonly string[]): void {
  Validations.of(scope).acknowledge(...rules.map((id) => ({ id, reason })));
}
