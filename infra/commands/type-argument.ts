import { recordTypes } from '../../src/records/index.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { UsageError } from '../../src/usage-error.ts';

/** Returns the record type of `--type`. @throws {UsageError} with the names of all types if it is unknown */
export function typeArgument(name: string): RecordType {
  const type = recordTypes.find((known) => known.name === name);
  if (type !== undefined) return type;
  throw new UsageError(`--type: unknown type "${name}". Types: ${recordTypes.map((known) => known.name).join(', ')}`);
}
