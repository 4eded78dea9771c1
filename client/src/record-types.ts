/** A record type. The build writes one for each definition of the service. */
export interface RecordTypeShape {
  /** The fields of a stored record that clients set. */
  readonly values: object;
  /** A record to create. */
  readonly new: object;
  /** A JSON Merge Patch (RFC 7396): `null` unsets a field. */
  readonly patch: object;
  /** The conditions of a list, by field. */
  readonly filters: object;
  /** The fields by which a list can be sorted. */
  readonly sort: string;
  /** The fields that refer to records, with the name of their type; `people` for people. */
  readonly references: object;
  /** The inputs of the actions, by name; `undefined` for one without input. */
  readonly actions: object;
  /** The fields that have choices. */
  readonly choices: string;
}

export type RecordTypeShapes = { readonly [Name in string]: RecordTypeShape };

/** What the service sets in each record. */
export interface ServiceValues {
  /** A UUID version 7. */
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly createdBy: string;
  readonly updatedBy: string;
  /** Starts at 1; each change adds 1. */
  readonly version: number;
  /** Only in the trash. */
  readonly deletedAt?: string;
}

/** A stored record. */
export type StoredRecord<Shape extends RecordTypeShape> = ServiceValues & Shape['values'];

/** A person who has signed in to the workspace. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly role: string;
  readonly lastSeenAt: string;
}

export type ReferenceName<Shape extends RecordTypeShape> = keyof Shape['references'] & string;

/** What a reference refers to. */
type Referenced<Shapes extends RecordTypeShapes, Target> = Target extends keyof Shapes ? StoredRecord<Shapes[Target]> : Person;

/** The records that the fields in `expand` refer to: `null` if one is permanently deleted, missing if the field is unset. */
export type Expanded<Shapes extends RecordTypeShapes, Shape extends RecordTypeShape, Fields extends string> = [Fields] extends [never]
  ? unknown
  : {
      readonly expand: {
        readonly [Name in Fields & keyof Shape['references']]?: Referenced<Shapes, Shape['references'][Name]> | null;
      };
    };
