import { PEOPLE } from '../../../src/schema/definition.ts';
import { type RecordType, uniqueFields } from '../../../src/schema/record-type.ts';
import { COLLEAGUES, type MeasuredService, type Values } from './measured-service.ts';
import { otherValues } from './other-values.ts';

export interface ExampleRecords {
  /** Returns the example as the body of the next record, with other unique values and with references to existing records. */
  next(): Values;
  /** Returns another value for a field, or `undefined` if there is none. */
  other(name: string): Promise<unknown>;
}

/** @param filled reference fields that get a value although the example has none */
export type MakeExamples = (type: RecordType, filled: readonly string[]) => Promise<ExampleRecords>;

export function createExamples(service: MeasuredService, types: readonly RecordType[]): MakeExamples {
  /** The number of records of each type so far: each has other unique values. */
  const counts = new Map<string, number>();

  /** Returns the id of a person, or of a new record of the type. */
  async function referenced(target: string, person: string = COLLEAGUES[0]): Promise<string> {
    if (target === PEOPLE) return person;
    const type = types.find(({ name }) => name === target);
    if (type === undefined) throw new RangeError(`${target} is not a record type of this service`);
    const { next } = await examplesOf(withoutOptionalReferences(type), []);
    const { id } = await service.send({ method: 'POST', path: target, body: next() });
    return String(id);
  }

  async function examplesOf(type: RecordType, filled: readonly string[]): Promise<ExampleRecords> {
    const { fields } = type;
    const references: Record<string, unknown> = {};
    for (const [name, { refersTo, required }] of Object.entries(fields)) {
      const isUsed = required || filled.includes(name) || type.example[name] !== undefined;
      if (refersTo !== undefined && isUsed) references[name] = await referenced(refersTo);
    }
    const first: Values = { ...type.example, ...references };
    const uniques = uniquesOf(type, first);
    return {
      next() {
        const count = counts.get(type.name) ?? 0;
        counts.set(type.name, count + 1);
        return { ...first, ...Object.fromEntries(uniques.map(({ name, values }) => [name, values[count]])) };
      },
      async other(name) {
        const field = fields[name];
        if (field?.refersTo !== undefined) return await referenced(field.refersTo, COLLEAGUES[1]);
        return field === undefined || field.compute !== undefined ? undefined : otherValues(field, first[name]).at(field.unique ? -1 : 0);
      },
    };
  }

  return examplesOf;
}

/** So that records which refer to each other can be created. */
function withoutOptionalReferences(type: RecordType): RecordType {
  const isKept = (name: string) => type.fields[name]?.refersTo === undefined || type.fields[name]?.required === true;
  return { ...type, example: Object.fromEntries(Object.entries(type.example).filter(([name]) => isKept(name))) };
}

function uniquesOf(type: RecordType, first: Values) {
  // An action can set a unique field to a value of its own example.
  const reserved = Object.values(type.actions ?? {}).flatMap(({ example = {} }) => Object.values(example));
  return uniqueFields(type).flatMap((name) => {
    const field = type.fields[name];
    if (field === undefined || first[name] === undefined) return [];
    return [{ name, values: otherValues(field, first[name]).filter((value) => !reserved.includes(value)) }];
  });
}
