/** DynamoDB units of one operation. */
export interface Units {
  readonly read: number;
  readonly write: number;
}

/**
 * Units of each operation for the example records of the built-in types. `test/infra/units.test.ts` computes them from the items and
 * keys of `src/store` by DynamoDB's rules. A write costs one unit per started KB for the table and for each index that has the
 * record, and two for an index in which the record moves, as every write moves it in one by `updatedAt`. The example task has 1.0 KB
 * and four indexes, and in the trash more than 1 KB; the example customer has 1.0 KB and four. A record with longer notes needs a
 * second KB, and each of its writes costs double.
 */
export const UNITS = {
  get: { tasks: { read: 1, write: 0 }, customers: { read: 1, write: 0 } },
  /** 25 records in creation order: one consistent Query of the table. A changed record has 36 bytes more. */
  page: { tasks: { read: 7, write: 0 }, customers: { read: 7, write: 0 } },
  /** 25 records in another order or with one status: one Query of an index. */
  indexPage: { tasks: { read: 3.5, write: 0 }, customers: { read: 3.5, write: 0 } },
  create: { tasks: { read: 0, write: 5 }, customers: { read: 0, write: 5 } },
  /** With an `Idempotency-Key`, which is a separate item for a day. */
  createOnce: { tasks: { read: 0, write: 6 }, customers: { read: 0, write: 6 } },
  /** A change of `status` or `stage`, which an index uses. A change of `notes` moves a task in the index by `updatedAt` only. */
  patch: { tasks: { read: 0, write: 7 }, customers: { read: 0, write: 6 } },
  trash: { tasks: { read: 0, write: 14 }, customers: { read: 0, write: 8 } },
  restore: { tasks: { read: 1, write: 14 }, customers: { read: 1, write: 8 } },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Units>>>>;

export type Operation = keyof typeof UNITS;

/** The mean of the built-in types. */
export function unitsOf(operation: Operation): Units {
  const kinds: readonly Units[] = Object.values(UNITS[operation]);
  const mean = (pick: (units: Units) => number) => kinds.reduce((sum, units) => sum + pick(units), 0) / kinds.length;
  return { read: mean((units) => units.read), write: mean((units) => units.write) };
}
