import { choice } from '../../src/schema/fields/choice.ts';
import { text } from '../../src/schema/fields/text.ts';
import type { HookContext, RecordChange } from '../../src/schema/hooks.ts';
import { defineRecordType, type RecordType } from '../../src/schema/record-type.ts';
import type { StoredRecord } from '../../src/store/record-store.ts';

export type Change = RecordChange<StoredRecord>;
export type After = (change: Change, context: HookContext) => Promise<void> | void;

/** A record type whose hook is `after`. */
export function hookedType(after: After): RecordType {
  return {
    ...defineRecordType({
      name: 'orders',
      title: 'Orders',
      singular: 'order',
      fields: { label: text({ max: 80, required: true }), state: choice({ choices: ['new', 'sent'], default: 'new' }) },
      filterable: ['label'],
      indexes: [],
      example: { label: 'Nails' },
    }),
    hooks: { after: (change: Change, context) => after(change, context) },
  };
}
