import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Stage } from './stage.ts';

export interface HookSettings {
  /** What the hooks may do on AWS. They can always write their log. */
  readonly statements: readonly PolicyStatement[];
  /** Settings that a hook gets as `env`. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Returns what the hooks of a stage may do and know. Change it as your hooks need, for example to send mail:
 *
 *     statements: [new PolicyStatement({ actions: ['ses:SendEmail'], resources: [`arn:aws:ses:eu-central-1:123456789012:identity/example.com`] })],
 *     environment: { MAIL_FROM: stage.name === 'prod' ? 'orders@example.com' : 'test@example.com' },
 */
export function hookSettings(_stage: Stage): HookSettings {
  return { statements: [], environment: {} };
}
