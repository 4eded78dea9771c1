import { type Stage, stackNameOf } from '../stage.ts';

/** What `destroy` takes away, what it leaves and why, and how to be rid of that too. */
export function destroySummary(stage: Stage): string {
  const goes = 'The API, the UI, the alarms and the roles go.';
  return [`Taking down ${stackNameOf(stage)}:`, goes, ...(stage.keepData ? kept() : lost()), ...always()].join('\n');
}

function kept(): string[] {
  return [
    'The table with its records, the user pool with its users, and the log of the function stay, because nothing could make them again.',
    '  A table costs its storage (docs/cost.md); a pool without sign-ins and a log that runs out cost nothing.',
    '  They no longer belong to a stack: a later deployment makes new ones beside them.',
    '  To delete them for good: take their deletion protection away in the console, then delete them there.',
  ];
}

function lost(): string[] {
  return [
    'The table with its records, the user pool with its users, and all logs are DELETED FOR GOOD.',
    '  DynamoDB keeps a last backup of the table for 35 days, at no charge ("System backups" in its console).',
  ];
}

function always(): string[] {
  return [
    'What CDK itself made in the account stays for other stacks: the stack CDKToolkit, and in its bucket the packages that were deployed.',
    'Logs of CDK’s own functions (/aws/lambda/…-CustomS3AutoDelete…) stay: a few lines, which cost nothing to speak of.',
  ];
}
