export interface BulkWords {
  /** While it runs: “Updating 100 of 250 tasks”. */
  readonly doing: (progress: string) => string;
  /** When it has ended: “250 tasks updated”. */
  readonly did: (records: string) => string;
  /** What did not happen to a record: “not updated”. */
  readonly not: string;
}

const WORDS: Readonly<Record<'edit' | 'trash' | 'restore', BulkWords>> = {
  edit: { doing: (progress) => `Updating ${progress}`, did: (records) => `${records} updated`, not: 'not updated' },
  trash: {
    doing: (progress) => `Moving ${progress} to the trash`,
    did: (records) => `${records} moved to the trash`,
    not: 'not moved',
  },
  restore: { doing: (progress) => `Restoring ${progress}`, did: (records) => `${records} restored`, not: 'not restored' },
};

/** The words for a change of many records. */
export function bulkWords(how: keyof typeof WORDS): BulkWords {
  return WORDS[how];
}
