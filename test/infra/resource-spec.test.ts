import { describe, expect, it } from '@jest/globals';
import { faultsBySpec } from './support/resource-spec.ts';
import { deployRoleTemplate, type Template, templateOf } from './support/templates.ts';

describe('the properties of every resource', () => {
  it.each(['dev', 'prod', 'everything', 'restored'] as const)('match the CloudFormation specification in %s', (stage) => {
    expect(faultsBySpec(templateOf(stage))).toEqual([]);
  });

  it('match the CloudFormation specification in the deploy role', () => {
    expect(faultsBySpec(deployRoleTemplate())).toEqual([]);
  });

  it.each<[string, string, Record<string, unknown>, string]>([
    ['an unknown type', 'AWS::Lambda::Functions', {}, 'there is no AWS::Lambda::Functions'],
    ['an unknown property', 'AWS::SNS::Topic', { TopicNames: 'x' }, 'has no TopicNames'],
    ['a missing property', 'AWS::SNS::TopicPolicy', { Topics: ['x'] }, 'lacks PolicyDocument'],
    ['a wrong kind of value', 'AWS::Lambda::Function', { Code: {}, Role: 'x', MemorySize: 'much' }, 'MemorySize is no number'],
    ['a misspelt property within', 'AWS::Lambda::Function', { Code: {}, Role: 'x', TracingConfig: { Modus: 'Active' } }, 'has no Modus'],
  ])('are compared with the specification: %s is found', (_, Type, Properties, fault) => {
    const template: Template = { Resources: { Thing: { Type, Properties } }, Outputs: {} };
    expect(faultsBySpec(template).join('\n')).toContain(fault);
  });
});
