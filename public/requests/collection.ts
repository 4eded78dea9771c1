import { type Collection, createCollection } from '../../client/src/collection.ts';
import type { Send } from '../../client/src/send.ts';
import type { RecordType } from '../../src/schema/record-type.ts';

export type Patch = Readonly<Record<string, unknown>>;

/** Any record type: the page learns the fields from the definition, not from the compiler. */
interface AnyShape {
  readonly values: Patch;
  readonly new: Patch;
  readonly patch: Patch;
  readonly filters: object;
  readonly sort: string;
  readonly references: Readonly<Record<string, string>>;
  readonly actions: Readonly<Record<string, Patch | undefined>>;
  readonly choices: string;
}

export type PageShapes = Readonly<Record<string, AnyShape>>;

/** The records of a type, as the typed client has them. */
export function collectionOf(send: Send, { name }: RecordType): Collection<PageShapes, string> {
  return createCollection<PageShapes, string>(send, name, []);
}
