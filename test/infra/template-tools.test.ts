import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { cfnGuard, cfnLint, checkov, type Findings, installTemplateTools } from './support/template-tools.ts';
import { acknowledgedRules, templateFiles } from './support/templates.ts';

jest.setTimeout(300_000);

const folder = await mkdtemp(join(tmpdir(), 'faulty-'));
afterAll(async () => await rm(folder, { recursive: true, force: true }));

describe.each([
  ['cfn-lint', cfnLint, /^[EIW]\d{4}$/, 'E3002'],
  ['checkov', checkov, /^CKV_/, 'CKV_AWS_21'],
  ['cfn-guard', cfnGuard, /^CT\./, 'CT.S3.PR.11'],
])('%s', (_, tool, rules, faultOfBucket) => {
  let findings: Findings = { open: [], acknowledged: [] };
  beforeAll(async () => {
    await installTemplateTools();
    findings = await tool(templateFiles());
  });

  it('finds only what the code acknowledges with a reason, in all stages and the deploy role', () => {
    expect(findings.open).toEqual([]);
  });

  it('finds everything that the code acknowledges', () => {
    const found = new Set(findings.acknowledged.map((finding) => finding.split(' ').at(-1)));
    const acknowledged = acknowledgedRules().flatMap(([rule]) => (rules.test(rule) ? [rule] : []));
    expect(acknowledged.length).toBeGreaterThan(0);
    expect([...new Set(acknowledged)].sort()).toEqual([...found].sort());
  });

  it('finds faults in a faulty template', async () => {
    const faulty = join(folder, 'faulty.template.json');
    await writeFile(faulty, JSON.stringify({ Resources: { Open: { Type: 'AWS::S3::Bucket', Properties: { Unknown: 1 } } } }));
    expect((await tool([faulty])).open).toContainEqual(expect.stringMatching(new RegExp(`^faulty .*${faultOfBucket}$`)));
  });
});
