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
export async function exampleRecords(
  service: MeasuredService,
  types: readonly RecordType[],
  type: RecordType,
  filled: readonly string[],
): Promise<ExampleRecords> {
  const { fields } = type;
  let count = 0;

  /** Returns the id of a person, or of a new record of the type. */
  async function referenced(target: string, person: string = COLLEAGUES[0]): Promise<string> {
    if (target === PEOPLE) return person;
    const targetType = types.find(({ name }) => name === target);
    if (targetType === undefined) throw new RangeError(`${target} is not a record type of this service`);
    const required = Object.keys(targetType.fields).filter((name) => targetType.fields[name]?.required);
    const optional = Object.keys(targetType.example).filter((name) => targetType.fields[name]?.refersTo === undefined);
    const records = await exampleRecords(service, types, targetType, required);
    const body = Object.fromEntries(Object.entries(records.next()).filter(([name]) => [...required, ...optional].includes(name)));
    const { id } = await service.send({ method: 'POST', path: target, body });
    return String(id);
  }

  const references: Record<string, unknown> = {};
  for (const [name, { refersTo, required }] of Object.entries(fields)) {
    const isUsed = required || filled.includes(name) || type.example[name] !== undefined;
    if (refersTo !== undefined && isUsed) references[name] = await referenced(refersTo);
  }
  const first: Values = { ...type.example, ...references };
  // An action can set a unique field to a value of its own example.
  const reserved = Object.values(type.actions ?? {}).flatMap(({ example = {} }) => Object.values(example));
  const uniques = uniqueFields(type).flatMap((name) => {
    const field = fields[name];
    if (field === undefined || first[name] === undefined) return [];
    return [{ name, values: otherValues(field, first[name]).filter((value) => !reserved.includes(value)) }];
  });

  return {
    next() {
      const changed = uniques.map(({ name, values }) => [name, values[count]]);
      count++;
      return { ...first, ...Object.fromEntries(changed) };
    },
    async other(name) {
      const field = fields[name];
      if (field?.refersTo !== undefined) return await referenced(field.refersTo, COLLEAGUES[1]);
      return field === undefined ? undefined : otherValues(field, first[name]).at(field.unique ? -1 : 0);
    },
  };
}
