import { type RecordType, uniqueFields } from '../../../src/schema/record-type.ts';
import type { Units } from '../units.ts';
import { type MeasureOptions, measureType, NOTHING, type TypeCost } from './measure-type.ts';

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
  /** The part's own field. */
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
    costs.push({
      part,
      create: difference(full.operations.create, without.operations.create),
      change: changeOf(field, full, without),
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

/** What the part adds to a change of its own field; without one, the least that it adds to a change of any field. */
function changeOf(field: string | undefined, full: TypeCost, without: TypeCost): Units {
  const added = (name: string) => difference(full.changes.get(name) ?? NOTHING, without.changes.get(name) ?? NOTHING);
  if (field !== undefined && full.changes.has(field)) return added(field);
  const all = [...full.changes.keys()].map(added).filter(({ read, write }) => read + write > 0);
  return all.sort((one, other) => one.read + one.write - other.read - other.write)[0] ?? NOTHING;
}

function difference(one: Units, other: Units): Units {
  return { read: one.read - other.read, write: one.write - other.write };
}
