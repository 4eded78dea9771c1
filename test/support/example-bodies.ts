import { otherValues } from '../../infra/cost/measured/other-values.ts';
import { recordTypes } from '../../src/records/index.ts';
import { PEOPLE } from '../../src/schema/definition.ts';
import { type RecordType, uniqueFields } from '../../src/schema/record-type.ts';
import type { Services } from '../../src/services.ts';
import type { Scope } from '../../src/store/record-store.ts';
import type { Client } from './client.ts';
import { make } from './records.ts';

export type Values = Readonly<Record<string, unknown>>;

/** More than the records that one test file makes of a type. */
const MOST = 400;

/**
 * Returns a function that gives a body for each new record: the example of its type, as the API answers it,
 * with references to existing records and with other unique values each time.
 */
export async function exampleBodies(client: Client, type: RecordType): Promise<() => Values> {
  const references = await referencesOf(client, type);
  const next = uniqueExamples(type);
  return () => normalised(type, { ...next(), ...references });
}

/** Returns a function that gives the example with other unique values each time, never those of the example. */
export function uniqueExamples(type: RecordType): () => Values {
  const uniques = uniqueFields(type).flatMap((name) => {
    const field = type.fields[name];
    return field === undefined || type.example[name] === undefined ? [] : [{ name, values: otherValues(field, type.example[name], MOST) }];
  });
  let count = 0;
  return () => {
    const others = uniques.map(({ name, values }) => {
      if (values[count] === undefined) throw new RangeError(`${type.name}.${name} has only ${values.length} values like its example`);
      return [name, values[count]] as const;
    });
    count++;
    return { ...type.example, ...Object.fromEntries(others) };
  };
}

/** Stores the records and people that the example of a type refers to. @param next gives a body for a record of another type */
export async function storeReferenced(
  { store, people }: Pick<Services, 'store' | 'people'>,
  { workspace, type }: Scope,
  next: (type: RecordType) => Values,
): Promise<void> {
  for (const [name, { refersTo }] of Object.entries(type.fields)) {
    const [target, id] = [recordTypes.find((other) => other.name === refersTo), type.example[name]];
    if (typeof id !== 'string') continue;
    if (refersTo === PEOPLE) await people.put(workspace, id, { name: 'Ada', role: 'editor' });
    if (target === undefined) continue;
    const scope = { workspace, type: target };
    if (!(await store.getMany(scope, [id])).has(id)) await store.create(scope, next(target), { by: 'ada', id });
  }
}

async function referencesOf(client: Client, { fields, example }: RecordType): Promise<Values> {
  const references: Record<string, unknown> = {};
  for (const [name, { refersTo }] of Object.entries(fields)) {
    if (refersTo === undefined || example[name] === undefined) continue;
    references[name] = refersTo === PEOPLE ? await ownId(client) : await referenced(client, refersTo);
  }
  return references;
}

async function ownId(client: Client): Promise<unknown> {
  return (await client.put('/api/v1/people/me', { body: { name: 'Ada' } })).body.id;
}

/** Returns the id of a record of a type. If there is none, it creates the example, whose unique values no other body has. */
async function referenced(client: Client, name: string): Promise<string> {
  const { body } = await client.get(`/api/v1/${name}?limit=1`);
  if (body.items[0] !== undefined) return body.items[0].id;
  const type = recordTypes.find((other) => other.name === name);
  if (type === undefined) throw new RangeError(`src/records lists no type ${name}`);
  const isKept = (field: string) => type.fields[field]?.refersTo === undefined || type.fields[field]?.required === true;
  const example = Object.fromEntries(Object.entries(type.example).filter(([field]) => isKept(field)));
  return (await make(client, name, { ...example, ...(await referencesOf(client, { ...type, example })) })).id;
}

/** Returns an example as the API answers it, such as with a moment in UTC. */
function normalised({ fields }: RecordType, example: Values): Values {
  return Object.fromEntries(
    Object.entries(example).map(([name, value]) => {
      const parsed = fields[name]?.parse(value);
      return [name, parsed?.ok ? parsed.value : undefined];
    }),
  );
}
