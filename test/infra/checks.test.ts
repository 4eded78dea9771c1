import { describe, expect, it } from '@jest/globals';
import { acknowledgedRules, refusalOfOpenBucket, templateOf } from './support/templates.ts';

const SYNTHESIS_MS = 120_000;

describe('the checks of the AWS Solutions and Serverless rules', () => {
  it.each(['dev', 'prod', 'everything', 'restored'] as const)(
    'find only acknowledged findings in the stage %s',
    (stage) => {
      expect(Object.keys(templateOf(stage).Resources).length).toBeGreaterThan(40);
    },
    SYNTHESIS_MS,
  );

  it('stop the synthesis at a finding that is not acknowledged', () => {
    expect(refusalOfOpenBucket()).toContain('AwsSolutions-S10');
  });

  it('have a reason for each acknowledged finding', () => {
    const rules = acknowledgedRules();
    expect(rules.length).toBeGreaterThan(20);
    expect(rules.filter(([, reason]) => reason.split(' ').length < 5)).toEqual([]);
  });
});
