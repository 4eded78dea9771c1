import { describe, expect, it } from '@jest/globals';
import { acknowledgedRules, refusalOfOpenBucket, templateOf } from './support/templates.ts';

const SYNTHESIS_MS = 120_000;

describe('the checks of AWS’s and the Serverless rules', () => {
  it.each(['dev', 'prod', 'everything', 'restored'] as const)(
    'find nothing in the stage %s that is not acknowledged',
    (stage) => {
      expect(Object.keys(templateOf(stage).Resources).length).toBeGreaterThan(40);
    },
    SYNTHESIS_MS,
  );

  it('stop the synthesis at what nobody has acknowledged', () => {
    expect(refusalOfOpenBucket()).toContain('AwsSolutions-S10');
  });

  it('are acknowledged with a reason each', () => {
    const rules = acknowledgedRules();
    expect(rules.length).toBeGreaterThan(20);
    expect(rules.filter(([, reason]) => reason.split(' ').length < 5)).toEqual([]);
  });
});
