import type { RecordType } from '../../src/schema/record-type.ts';
import { pluralize } from './labels.ts';
import { formatNumber } from './number-text.ts';

const WORDS: Readonly<Record<string, string>> = {
  create: 'added',
  update: 'changed',
  trash: 'moved to the trash',
  restore: 'restored',
  import: 'imported',
  undo: 'undid changes to',
  delete: 'permanently deleted',
};

/** Returns what someone did, as the words after their name: “changed”. */
export function actionWords(action: string): string {
  return WORDS[action] ?? 'changed';
}

export interface ChangeOfRecord {
  readonly action: string;
  /** The version that the change made. */
  readonly version: number;
  /** The changed fields by name. */
  readonly changes: object;
}

/** Returns what one change did to its record, in words that do not name the record. */
export function historyWords({ action, version, changes }: ChangeOfRecord): string {
  if (action === 'import') return version === 1 ? 'added by import' : 'changed by import';
  if (action === 'undo') return 'undid a change';
  // Taking a record out of the trash changes no field.
  if (action === 'restore' && Object.keys(changes).length > 0) return 'restored an earlier state';
  return actionWords(action);
}

/** Returns what a request did to several records: “imported 120 tasks”. Different actions are changes. */
export function changeSetWords(types: readonly RecordType[], actions: readonly string[], size: number): string {
  const [type, ...otherTypes] = types;
  const [action = 'update', ...otherActions] = actions;
  const records = type === undefined || otherTypes.length > 0 ? `${formatNumber(size)} records` : pluralize(size, type);
  if (otherActions.length > 0) return `changed ${records}`;
  return action === 'trash' ? `moved ${records} to the trash` : `${actionWords(action)} ${records}`;
}
