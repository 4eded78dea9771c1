/** DynamoDB units of one operation. */
export interface Units {
  readonly read: number;
  readonly write: number;
}

/**
 * Units of each operation for the example records of the built-in types.
 * `test/infra/units.test.ts` computes them from the items and keys of `src/store` by DynamoDB's rules.
 * A write costs one unit per started KB for the table and for each index with the record.
 * It costs two units for an index in which the record moves. Every write moves the record in the index by `updatedAt`.
 * Both example records have 1.0 KB and four indexes; the task has more than 1 KB in the trash.
 * A record with longer notes needs a second KB, so each of its writes costs double.
 */
export const UNITS = {
  get: { tasks: { read: 1, write: 0 }, customers: { read: 1, write: 0 } },
  /** 25 records in creation order: a consistent Query of the table. A changed record is 36 bytes larger. */
  page: { tasks: { read: 7, write: 0 }, customers: { read: 7, write: 0 } },
  /** 25 records in another order or with a certain status: a Query of an index. */
  indexPage: { tasks: { read: 3.5, write: 0 }, customers: { read: 3.5, write: 0 } },
  create: { tasks: { read: 0, write: 5 }, customers: { read: 0, write: 5 } },
  /** With an `Idempotency-Key`, which is stored as a separate item for a day. */
  createOnce: { tasks: { read: 0, write: 6 }, customers: { read: 0, write: 6 } },
  /** A change of `status` or `stage`, which have an index. A change of `notes` moves a task only in the index by `updatedAt`. */
  patch: { tasks: { read: 0, write: 7 }, customers: { read: 0, write: 6 } },
  /** The entry of a patch in the history, which the function behind the stream writes. */
  entry: { tasks: { read: 0, write: 3 }, customers: { read: 0, write: 3 } },
  trash: { tasks: { read: 0, write: 14 }, customers: { read: 0, write: 8 } },
  restore: { tasks: { read: 1, write: 14 }, customers: { read: 1, write: 8 } },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Units>>>>;

export type Operation = keyof typeof UNITS;

/** Returns the mean of the built-in types. */
export function unitsOf(operation: Operation): Units {
  const kinds: readonly Units[] = Object.values(UNITS[operation]);
  const mean = (pick: (units: Units) => number) => kinds.reduce((sum, units) => sum + pick(units), 0) / kinds.length;
  return { read: mean((units) => units.read), write: mean((units) => units.write) };
}
