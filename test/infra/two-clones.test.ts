import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEPLOY_ROLE_STACK } from '../../infra/deploy-role.ts';
import { NAME } from '../../src/name.ts';
import { isObject } from './support/resources.ts';
import { deployRoleTemplate, type Template, templateOf } from './support/templates.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OTHER = 'acme-orders';
/** The properties with the name of a resource in an account. Without one, CloudFormation derives a name from that of the stack. */
const PHYSICAL_NAME =
  /^(AlarmName|ApiName|BucketName|BudgetName|DashboardName|Domain|FunctionName|LogGroupName|Name|QueryName|RoleName|TableName|TopicName|UserPoolName)$/;
/** Resources whose names need to be unique only within a user pool, an API or a function. */
const INNER = new Set([
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Stage',
  'AWS::Cognito::UserPoolResourceServer',
  'AWS::Lambda::Alias',
]);

let clone: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'clone-'));
  for (const path of ['infra', 'src', 'test/infra/support', 'cdk.json', 'tsconfig.json']) {
    cpSync(ROOT + path, join(clone, path), { recursive: true, filter: (file) => !file.includes('node_modules') });
  }
  symlinkSync(`${ROOT}node_modules`, join(clone, 'node_modules'));
  symlinkSync(`${ROOT}infra/node_modules`, join(clone, 'infra/node_modules'));
  const manifest = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
  writeFileSync(join(clone, 'package.json'), JSON.stringify({ ...manifest, name: OTHER, title: 'Acme orders' }));
  const args = ['--import', 'tsx', 'test/infra/support/synthesize.ts', join(clone, 'out')];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: clone, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}, 120_000);
afterAll(() => rmSync(clone, { recursive: true, force: true }));

const cloned = (stack: string): Template => JSON.parse(readFileSync(join(clone, 'out', `${stack}.template.json`), 'utf8'));

/** Returns the physical names and the exports of a stack. */
function namesOf(template: Template): string[] {
  const resources = Object.values(template.Resources).filter(({ Type }) => !INNER.has(Type));
  const names = resources.flatMap(({ Type, Properties = {} }) =>
    Object.entries({ ...Properties, ...budgetOf(Properties) })
      .filter(([name]) => PHYSICAL_NAME.test(name))
      .map(([name, value]) => `${Type} ${name} ${JSON.stringify(value)}`),
  );
  return [...names.filter((name) => !/(Ref|Fn::GetAtt)/.test(name.replace('{"Ref":"AWS::AccountId"}', ''))), ...exportsOf(template)];
}

function budgetOf({ Budget }: Readonly<Record<string, unknown>>): object {
  return isObject(Budget) ? Budget : {};
}

function exportsOf({ Outputs }: Template): string[] {
  return Object.values(Outputs ?? {}).flatMap((output) => ('Export' in output ? [JSON.stringify(output.Export)] : []));
}

describe('two clones with different names in one account', () => {
  it('have stacks with different names', () => {
    const stacks = readdirSync(join(clone, 'out')).filter((file) => file.endsWith('.template.json'));
    expect(stacks.length).toBeGreaterThan(4);
    expect(stacks.filter((stack) => !stack.startsWith(`${OTHER}-`))).toEqual([]);
    expect(DEPLOY_ROLE_STACK).toBe(`${NAME}-deploy-role`);
  });

  it.each(['dev', 'prod', 'everything'] as const)('share no physical name and no export: %s', (stage) => {
    const [ours, theirs] = [namesOf(templateOf(stage)), namesOf(cloned(`${OTHER}-${stage}`))];
    expect(theirs).toHaveLength(ours.length);
    expect(ours.length).toBeGreaterThan(5);
    expect(theirs.filter((name) => ours.includes(name))).toEqual([]);
    expect(theirs.filter((name) => !name.includes(OTHER))).toEqual([]);
  });

  it('do not mention each other in tags, scopes and metrics', () => {
    const text = JSON.stringify(cloned(`${OTHER}-everything`));
    expect(text.match(/[^"]{0,30}\brecords[-/][^"]{0,30}/g) ?? []).toEqual([]);
    expect(text).toContain(`"Identifier":"${OTHER}"`);
    expect(text).toContain('Acme orders API and UI, stage everything');
  });

  it('have deploy roles that read only their own stacks and tables', () => {
    const resources = (template: Template) => JSON.stringify(template).match(/(?:stack|table)\/[\w-]+\*/g);
    expect(resources(deployRoleTemplate())).toEqual([`table/${NAME}-*`, `stack/${NAME}-*`]);
    expect(resources(cloned(`${OTHER}-deploy-role`))).toEqual([`table/${OTHER}-*`, `stack/${OTHER}-*`]);
  });
});
