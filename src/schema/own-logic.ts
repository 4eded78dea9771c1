/** A function of a record type's file threw an error, which is the `cause`. For the log only. */
export class OwnLogicFailed extends Error {
  override readonly name = 'OwnLogicFailed';

  /** @param what names the function, such as `the rule "stays-closed" of bookings` */
  constructor(what: string, cause: unknown) {
    super(`${what} threw an error`, { cause });
  }
}

/** Calls a function of a record type's file. @throws {OwnLogicFailed} if it throws */
export function callOwn<Result>(what: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw new OwnLogicFailed(what, error);
  }
}

/** Freezes values with their lists and objects, because own logic must not change what it gets. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
