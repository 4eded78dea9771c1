import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { FirewallSettings } from './stage.ts';

export interface FirewallProps {
  readonly settings: FirewallSettings;
}

/**
 * Rules of AWS's common set that only count matches, because they would block valid records.
 * A record can be larger than 8 KB, and a note can contain markup or file paths, which the service stores as plain text.
 */
const COUNTED = ['SizeRestrictions_BODY', 'CrossSiteScripting_BODY', 'GenericLFI_BODY', 'GenericRFI_BODY'];

/** AWS WAF for CloudFront (must be in us-east-1): AWS's common rules, known bad inputs, and a rate limit per address. */
export class Firewall extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { settings }: FirewallProps) {
    super(scope, id);
    const acl = new CfnWebACL(this, 'Acl', {
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: visibility('all'),
      rules: [
        {
          name: 'address-rate',
          priority: 0,
          action: { block: {} },
          statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit: settings.requests } },
          visibilityConfig: visibility('address-rate'),
        },
        managed({ name: 'AWSManagedRulesCommonRuleSet', priority: 1, counted: COUNTED }),
        managed({ name: 'AWSManagedRulesKnownBadInputsRuleSet', priority: 2, counted: [] }),
      ],
    });
    this.arn = acl.attrArn;
  }
}

function managed({ name, priority, counted }: { name: string; priority: number; counted: readonly string[] }): CfnWebACL.RuleProperty {
  const ruleActionOverrides = counted.map((rule) => ({ name: rule, actionToUse: { count: {} } }));
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: 'AWS', name, ruleActionOverrides } },
    visibilityConfig: visibility(name),
  };
}

function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true };
}
