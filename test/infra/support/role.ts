import { runSimulation } from '@cloud-copilot/iam-simulate';
import { ACCOUNT, resolved } from './intrinsics.ts';
import { at, listAt, resourceOf, resourcesOf } from './resources.ts';
import type { Template } from './templates.ts';

export interface Statement {
  readonly sid: string;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** All policies of a role in a template, inline and attached. */
function policiesOf(template: Template, roleIdPrefix: string): { name: string; policy: unknown }[] {
  const role = resourceOf(template, 'AWS::IAM::Role', roleIdPrefix);
  if (role.Properties['ManagedPolicyArns'] !== undefined) throw new Error(`${role.id} has managed policies, which are not in the template`);
  const attached = resourcesOf(template, 'AWS::IAM::Policy').filter(({ Properties }) =>
    listAt(Properties, 'Roles').some((name) => at(name, 'Ref') === role.id),
  );
  const inline = listAt(role.Properties, 'Policies').map((policy) => at(policy, 'PolicyDocument'));
  const documents = [...inline, ...attached.map(({ Properties }) => Properties['PolicyDocument'])];
  return documents.map((document, n) => ({ name: `policy-${n}`, policy: resolved(template, document) }));
}

export function statementsOf(template: Template, roleIdPrefix: string): Statement[] {
  return policiesOf(template, roleIdPrefix).flatMap(({ policy }) =>
    listAt(policy, 'Statement').map((statement) => ({
      sid: String(at(statement, 'Sid') ?? ''),
      effect: String(at(statement, 'Effect')),
      actions: textsOf(at(statement, 'Action')),
      resources: textsOf(at(statement, 'Resource')),
    })),
  );
}

export interface Ask {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | string[]>>;
  /** The policy of the resource. A KMS key can only be used if its own policy allows it. */
  readonly resourcePolicy?: unknown;
}

/** Whether IAM would allow it. */
export async function isAllowed(
  template: Template,
  roleIdPrefix: string,
  { action, resource, context = {}, resourcePolicy }: Ask,
): Promise<boolean> {
  const answer = await runSimulation(
    {
      request: {
        action,
        principal: `arn:aws:iam::${ACCOUNT}:role/${roleIdPrefix}`,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: { ...context },
      },
      identityPolicies: policiesOf(template, roleIdPrefix),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: resolved(template, resourcePolicy),
    },
    {},
  );
  if (answer.resultType === 'error') throw new Error(`the simulator refuses ${action} on ${resource}: ${JSON.stringify(answer.errors)}`);
  return answer.overallResult === 'Allowed';
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}
