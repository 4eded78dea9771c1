import { type Stage, stackNameOf } from '../stage.ts';

/** Returns the text that `destroy` prints: the deleted resources, the kept resources with the reason, and how to delete those. */
export function destroySummary(stage: Stage): string {
  const deleted = 'The API, the UI, the alarms and the roles are deleted.';
  return [`Stack ${stackNameOf(stage)}:`, deleted, ...(stage.keepData ? kept() : lost()), ...always()].join('\n');
}

function kept(): string[] {
  return [
    'The table with its records, the user pool with its users and the log of the function stay, because they cannot be recreated.',
    '  The table costs its storage (docs/cost.md). A pool without sign-ins and a log that expires cost nothing.',
    '  They no longer belong to a stack. A later deployment creates new ones.',
    '  To delete them permanently: turn off their deletion protection in the console, then delete them there.',
  ];
}

function lost(): string[] {
  return [
    'The table with its records, the user pool with its users and all logs are DELETED PERMANENTLY.',
    '  DynamoDB keeps a final backup of the table for 35 days at no charge ("System backups" in its console).',
  ];
}

function always(): string[] {
  return [
    'The stack CDKToolkit and its bucket with the deployed packages stay, because other stacks use them.',
    'The logs of CDK’s own functions (/aws/lambda/…-CustomS3AutoDelete…) stay. They are only a few lines and cost almost nothing.',
  ];
}
