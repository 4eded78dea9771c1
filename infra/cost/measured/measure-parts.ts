import { type RecordType, uniqueFields } from '../../../src/schema/record-type.ts';
import type { Units } from '../units.ts';
import { type MeasureOptions, measureType, type TypeCost } from './measure-type.ts';

/** What a part of a definition adds to the cost of a type. */
export interface PartCost {
  readonly part: string;
  readonly create: Units;
  /** A change of the part's own field. */
  readonly change: Units;
  readonly trash: Units;
  readonly restore: Units;
  /** The costs of the type with the part, and without it. */
  readonly full: TypeCost;
  readonly without: TypeCost;
}

interface Part {
  readonly part: string;
  /** The field whose change shows what the part adds; `undefined`: any field. */
  readonly field: string | undefined;
  readonly without: RecordType;
}

/** Measures the type once more without each index, unique field, reference, and its rules. The difference is what the part adds. */
export async function measureParts(options: MeasureOptions): Promise<readonly PartCost[]> {
  const known = new Map<string, Promise<TypeCost>>();
  const measureFull = async (filled: readonly string[]) => {
    const measured = known.get(filled.join()) ?? measureType({ ...options, filled });
    known.set(filled.join(), measured);
    return await measured;
  };
  const costs: PartCost[] = [];
  for (const { part, field, without: variant } of partsOf(options.type)) {
    const isMissing =
      field !== undefined && options.type.fields[field]?.refersTo !== undefined && options.type.example[field] === undefined;
    const filled = isMissing ? [field] : [];
    const full = await measureFull(filled);
    const without = await measureType({ ...options, variant, filled });
    const change = (cost: TypeCost) => cost.changes.get(field ?? unindexedField(options.type, cost)) ?? { read: 0, write: 0 };
    costs.push({
      part,
      create: difference(full.operations.create, without.operations.create),
      change: difference(change(full), change(without)),
      trash: difference(full.operations.trash, without.operations.trash),
      restore: difference(full.operations.restore, without.operations.restore),
      full,
      without,
    });
  }
  return costs;
}

function partsOf(type: RecordType): Part[] {
  const { rules, ...withoutRules } = type;
  const withField = (name: string, change: object) => ({
    ...type,
    fields: { ...type.fields, [name]: { ...fieldOf(type, name), ...change } },
  });
  return [
    ...type.indexes.map((index) => ({
      part: `index ${index.where === undefined ? '' : `where ${index.where} `}by ${index.by}`,
      field: [index.where, index.by].find((name) => name !== undefined && name in type.fields),
      without: { ...type, indexes: type.indexes.filter((other) => other !== index) },
    })),
    ...uniqueFields(type).map((name) => ({ part: `unique ${name}`, field: name, without: withField(name, { unique: false }) })),
    ...Object.keys(type.fields)
      .filter((name) => fieldOf(type, name).refersTo !== undefined)
      .map((name) => ({ part: `reference ${name}`, field: name, without: withField(name, { refersTo: undefined }) })),
    ...(rules === undefined ? [] : [{ part: 'rules', field: Object.values(rules)[0]?.fields[0], without: withoutRules }]),
  ];
}

function fieldOf({ fields }: RecordType, name: string) {
  const field = fields[name];
  if (field === undefined) throw new RangeError(`there is no field ${name}`);
  return field;
}

/** Returns a field whose change moves the record in no index but those by the time of the change. */
function unindexedField({ indexes }: RecordType, { changes }: TypeCost): string {
  const names = [...changes.keys()];
  return names.find((name) => indexes.every(({ where, by }) => where !== name && by !== name)) ?? names[0] ?? '';
}

function difference(one: Units, other: Units): Units {
  return { read: one.read - other.read, write: one.write - other.write };
}
