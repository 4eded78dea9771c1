/** Units of DynamoDB that one operation takes. */
export interface Units {
  readonly read: number;
  readonly write: number;
}

/**
 * What each operation takes for a record such as the examples of the built-in types, by DynamoDB's rules; `test/infra/units.test.ts`
 * computes it anew from the items and keys of `src/store`. A write pays for the table and for each index that the record is in,
 * and twice for an index in which it moves; each of them by the begun KB. The example of a task is in three indexes and has 0.8 KB,
 * that of a customer is in four and has 1.0 KB: one with longer notes begins a second, and each of its writes costs double.
 */
export const UNITS = {
  get: { tasks: { read: 1, write: 0 }, customers: { read: 1, write: 0 } },
  /** 25 records as they were created, in that order: one consistent Query of the table. One that was changed since has 36 bytes more. */
  page: { tasks: { read: 5, write: 0 }, customers: { read: 7, write: 0 } },
  /** 25 records in another order, or of one status: one Query of an index. */
  indexPage: { tasks: { read: 2.5, write: 0 }, customers: { read: 3.5, write: 0 } },
  create: { tasks: { read: 0, write: 4 }, customers: { read: 0, write: 5 } },
  /** With an `Idempotency-Key`, which has an item of its own for a day. */
  createOnce: { tasks: { read: 0, write: 5 }, customers: { read: 0, write: 6 } },
  /** A change of `status` or `stage`, by which an index finds the record; a change of `notes` leaves it where it is and takes less. */
  patch: { tasks: { read: 0, write: 5 }, customers: { read: 0, write: 6 } },
  trash: { tasks: { read: 0, write: 7 }, customers: { read: 0, write: 8 } },
  restore: { tasks: { read: 1, write: 7 }, customers: { read: 1, write: 8 } },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Units>>>>;

export type Operation = keyof typeof UNITS;

/** The mean over the built-in types. */
export function unitsOf(operation: Operation): Units {
  const kinds: readonly Units[] = Object.values(UNITS[operation]);
  const mean = (pick: (units: Units) => number) => kinds.reduce((sum, units) => sum + pick(units), 0) / kinds.length;
  return { read: mean((units) => units.read), write: mean((units) => units.write) };
}
