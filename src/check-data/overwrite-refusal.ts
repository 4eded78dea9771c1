import { describeFinding } from './finding.ts';
import { type ReviewOptions, reviewOverwrites } from './review-definitions.ts';
import { type TableArguments, tableOptions } from './table-options.ts';

/** Returns why a reindex must not run, with the command that accepts it: it would replace values that people set. */
export async function overwriteRefusal(table: Omit<ReviewOptions, 'signal'>, args: TableArguments): Promise<string | undefined> {
  const findings = await reviewOverwrites(table);
  if (findings.length === 0) return undefined;
  const command = args.stage === undefined ? 'npm run check-data' : 'npm run deploy';
  const accept = `To let the function replace them: ${command} -- ${tableOptions(args)}--accept "the reason"`;
  return [...findings.map((finding) => describeFinding(finding, args)), accept].join('\n');
}
