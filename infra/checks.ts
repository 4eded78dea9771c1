import { type App, Aspects, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/**
 * Makes the synthesis fail on findings of the AwsSolutions and Serverless rules, unless a construct acknowledges them with a reason.
 * Writes what is acknowledged for other tools into the template.
 */
export function addChecks(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  acknowledge(app, 'CDK joins texts and references with Fn::Join.', 'I1022');
  acknowledge(app, 'The code and ARCHITECTURE.md describe the resources; the template is made from the code.', 'I4010');
  Aspects.of(app).add({ visit: writeAcknowledgements });
}

/** How each tool reads acknowledgements in the metadata of a resource. cfn-lint also reads them in that of the template. */
const TOOLS = {
  checkov: { rules: /^CKV_/, metadata: (found: Reasons) => ({ skip: found.map(([id, comment]) => ({ id, comment })) }) },
  guard: { rules: /^CT\./, metadata: (found: Reasons) => ({ SuppressedRules: found.map(([id]) => id) }) },
  'cfn-lint': { rules: /^[EIW]\d{4}$/, metadata: (found: Reasons) => ({ config: { ignore_checks: found.map(([id]) => id) } }) },
};

type Reasons = readonly (readonly [rule: string, reason: string])[];

function writeAcknowledgements(node: IConstruct): void {
  if (!(node instanceof Stack) && !CfnResource.isCfnResource(node)) return;
  // What a stack acknowledges applies to the whole template.
  const scopes = node instanceof Stack ? node.node.scopes : node.node.scopes.slice(node.stack.node.scopes.length);
  const acknowledged = [...new Map(scopes.flatMap(acknowledgedAt))];
  for (const [tool, { rules, metadata }] of Object.entries(TOOLS)) {
    const found = acknowledged.filter(([rule]) => rules.test(rule));
    if (found.length > 0) addMetadata(node, tool, metadata(found));
  }
}

function acknowledgedAt({ node }: IConstruct): Reasons {
  return node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries<string>(data))
    .map(([id, reason]) => [id.replace(/^annotation::/i, ''), reason]);
}

function addMetadata(node: Stack | CfnResource, key: string, value: unknown): void {
  if (node instanceof Stack) node.templateOptions.metadata = { ...node.templateOptions.metadata, [key]: value };
  else node.addMetadata(key, value);
}
