import { compute, computedFields } from './computed.ts';
import { type Definition, type Fields, MAX_INDEXES, PEOPLE, QUERY_WORDS, SERVICE_FIELDS } from './definition.ts';
import type { Field } from './field.ts';
import { MAX_INDEXED_BYTES } from './key-format.ts';
import { ruleFaults } from './rules.ts';
import { viewFaults } from './view-faults.ts';

// Names that a field cannot have: attributes that the store sets, and properties of every object.
const RESERVED = new Set([
  ...SERVICE_FIELDS,
  // The property of a response that contains referenced records.
  'expand',
  'pk',
  'sk',
  'expiresAt',
  'writeId',
  'previousWriteId',
  ...Object.getOwnPropertyNames(Object.prototype),
]);
const RESERVED_SHAPE = /^i\d+[ps]k$/;
const FIELD_NAME = /^[a-z][A-Za-z0-9]{0,62}$/;
/** Paths below `/api/v1` that are not record types. */
const TAKEN_PATHS: readonly string[] = [PEOPLE, 'changes', 'change-sets', 'views'];
/** Paths of the web UI that are not lists of a type. */
const UI_PATHS: readonly string[] = ['activity', 'api', 'docs', 'problems'];
/** Of rules and actions. */
const KEBAB_NAME = /^[a-z][a-z0-9-]{0,62}$/;
const TYPE_NAME = /^[a-z][a-z0-9-]{0,62}$/;

/**
 * Checks all definitions. A server does not start with an invalid one. The build of the function checks them, to keep cold starts fast.
 * @throws {TypeError} with the type, the field and the fix
 */
export function checkDefinitions(definitions: readonly Definition[]): void {
  const faults = definitions.flatMap((definition) =>
    [...definitionFaults(definition), ...twinFaults(definition, definitions), ...referenceFaults(definition, definitions)].map(
      (fault) => `record type "${definition.name}": ${fault}`,
    ),
  );
  if (faults.length > 0) throw new TypeError(faults.join('\n'));
}

/** Returns all faults of a definition. Each fault contains the field and the fix. */
function definitionFaults(definition: Definition): string[] {
  return [
    ...nameFaults(definition),
    ...fieldFaults(definition),
    ...indexFaults(definition),
    ...viewFaults(definition),
    ...exampleFaults(definition),
    ...faultsOfComputed(definition),
    ...faultsOfRules(definition),
    ...actionFaults(definition),
  ];
}

function nameFaults({ name }: Definition): string[] {
  if (TAKEN_PATHS.includes(name)) return [`/api/v1/${name} is a path of the service itself; rename the type`];
  if (UI_PATHS.includes(name)) return [`/${name} is a page of the web UI; rename the type`];
  return TYPE_NAME.test(name) ? [] : ['its name must be lower-case letters, digits and hyphens, because it is part of paths'];
}

/** Two types of one name would share paths and records. */
function twinFaults(definition: Definition, definitions: readonly Definition[]): string[] {
  const twins = definitions.filter(({ name }) => name === definition.name);
  return twins.length > 1 && twins[0] === definition ? [`${twins.length} types have this name; rename one, or list it once`] : [];
}

function fieldFaults({ fields, filterable }: Pick<Definition, 'fields' | 'filterable'>): string[] {
  const faults: string[] = [];
  for (const [name, field] of Object.entries(fields)) {
    if (RESERVED.has(name) || RESERVED_SHAPE.test(name)) faults.push(`the field "${name}" has a reserved name; rename it`);
    else if (!FIELD_NAME.test(name)) faults.push(`the field "${name}" must have a name in camelCase of letters and digits; rename it`);
    faults.push(...formerNameFaults(name, field, fields));
    if (field.contradiction !== undefined) faults.push(`the field "${name}" ${field.contradiction}`);
    else if (field.default !== undefined) faults.push(...defaultFaults(name, field));
    if (field.required && field.default !== undefined) faults.push(`"${name}" is required and has a default; remove one of the two`);
    if (field.unique && field.default !== undefined)
      faults.push(`"${name}" is unique and has a default, which a second record could not get; remove one of the two`);
  }
  for (const name of filterable) {
    if (!Object.hasOwn(fields, name))
      faults.push(`"${name}" is filterable but is not a field; add the field or remove it from "filterable"`);
    if (QUERY_WORDS.some((word) => word === name))
      faults.push(`"${name}" cannot be filterable, because it is a query parameter of every list; rename the field`);
  }
  return faults;
}

function formerNameFaults(name: string, { was }: Field, fields: Fields): string[] {
  if (was === undefined) return [];
  if (!FIELD_NAME.test(was) || RESERVED.has(was) || RESERVED_SHAPE.test(was))
    return [`"${name}" was "${was}", which no field can be named; correct "was"`];
  if (Object.hasOwn(fields, was)) return [`"${name}" was "${was}", which is a field itself; drop one of the two`];
  const others = Object.keys(fields).filter((other) => fields[other]?.was === was);
  return others.length > 1 && others[0] === name
    ? [`${others.map((other) => `"${other}"`).join(' and ')} were both "${was}"; correct one`]
    : [];
}

function defaultFaults(name: string, field: Field): string[] {
  const label = `the default of "${name}", ${JSON.stringify(field.default)},`;
  const parsed = field.parse(field.default);
  if (!parsed.ok) return [`${label} breaks the field's own rules; change one of them`];
  if (parsed.value === undefined) return [`${label} is blank, which means no default; remove it`];
  const kept = JSON.stringify(parsed.value);
  return kept === JSON.stringify(field.default) ? [] : [`${label} would be stored as ${kept}; write it like that`];
}

function indexFaults({ fields, indexes }: Definition): string[] {
  const faults: string[] = [];
  if (indexes.length > MAX_INDEXES) {
    faults.push(`it declares ${indexes.length} indexes and a type can have ${MAX_INDEXES}; remove ${indexes.length - MAX_INDEXES}`);
  }
  const seen = new Set<string>();
  for (const { where, by } of indexes) {
    const label = where === undefined ? `the index by "${by}"` : `the index where "${where}" by "${by}"`;
    for (const name of where === undefined ? [by] : [where, by]) {
      if (name !== 'createdAt' && !(name === 'updatedAt' && name === by && name !== where))
        faults.push(...indexedFieldFaults(fields, name, label));
    }
    if (where === undefined && by === 'createdAt') faults.push(`${label} exists for every type; remove it`);
    if (seen.has(label)) faults.push(`${label} is declared twice; remove one`);
    seen.add(label);
  }
  return faults;
}

function indexedFieldFaults(fields: Fields, name: string, label: string): string[] {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field === undefined) return [`${label} names the unknown field "${name}"; add the field or correct the name`];
  if (field.sortKey === undefined || field.sortKeyBytes === undefined) {
    return [`${label} is not possible: "${name}" is of the kind ${field.kind}, which has no order; index another field`];
  }
  if (field.sortKeyBytes > MAX_INDEXED_BYTES) {
    return [
      `${label} is not possible: "${name}" can take ${field.sortKeyBytes} bytes and a key has room for ${MAX_INDEXED_BYTES}; lower its "max"`,
    ];
  }
  return [];
}

/** A reference must be indexed and filterable, so that the service can find the records that refer to a record. */
function referenceFaults({ fields, filterable, indexes }: Definition, definitions: readonly Definition[]): string[] {
  return Object.entries(fields).flatMap(([name, { refersTo }]) => {
    if (refersTo === undefined || refersTo === PEOPLE) return [];
    const known = definitions.map((definition) => definition.name);
    const isKnown = known.includes(refersTo);
    const isIndexed = indexes.some(({ where }) => where === name);
    return [
      ...(isKnown ? [] : [`"${name}" refers to "${refersTo}", which is no record type; it can refer to ${known.join(', ')}`]),
      ...(isIndexed ? [] : [`"${name}" is a reference and has no index; add { where: '${name}', by: 'createdAt' }`]),
      ...(filterable.includes(name) ? [] : [`"${name}" is a reference and not filterable; add it to "filterable"`]),
    ];
  });
}

function exampleFaults({ fields, example }: Pick<Definition, 'fields' | 'example'>): string[] {
  const faults: string[] = [];
  for (const [name, value] of Object.entries(example)) {
    if (!Object.hasOwn(fields, name)) faults.push(`its example names the unknown field "${name}"; correct it`);
    else if (fields[name]?.compute !== undefined) faults.push(`its example has a value for "${name}", which is computed; remove it`);
    else faults.push(...exampleValueFaults(name, fields[name], value));
  }
  for (const [name, field] of Object.entries(fields)) {
    if (field.required && field.compute === undefined && isBlank(field, example[name]))
      faults.push(`its example lacks "${name}", which is required; add it`);
  }
  return faults;
}

function exampleValueFaults(name: string, field: Field | undefined, value: unknown): string[] {
  const parsed = field?.parse(value);
  if (parsed === undefined || parsed.ok) return [];
  const isReference = field?.refersTo !== undefined && field.refersTo !== PEOPLE;
  const fix = isReference ? 'use any record id: the record need not exist' : 'correct it';
  return [`its example breaks the rules of "${name}": it ${parsed.faults[0]?.detail}; ${fix}`];
}

/** A function gives the value, so options about the values that clients send make no sense. */
function faultsOfComputed({ fields, example }: Definition): string[] {
  const misplaced = computedFields({ fields }).flatMap(([name, { required, unique, default: value, refersTo }]) => [
    ...(required ? [`"${name}" is computed and required; remove "required", because a function may give no value`] : []),
    ...(value === undefined ? [] : [`"${name}" is computed and has a default; let its function return it`]),
    ...(unique === true ? [`"${name}" is computed and unique; make one of the fields unique that it is computed from`] : []),
    ...(refersTo === undefined ? [] : [`"${name}" is computed and a reference; use a text, because no request checks its id`]),
  ]);
  const failed = Object.entries(compute({ fields }, example).faults);
  return [
    ...misplaced,
    ...failed.map(([name, [fault]]) => `"${name}" cannot be computed from its example: it ${fault?.detail}; correct one of them`),
  ];
}

function faultsOfRules({ name: typeName, fields, rules = {}, example }: Definition): string[] {
  const named = Object.entries(rules).flatMap(([name, rule]) => {
    const unknown = rule.fields.filter((field) => !Object.hasOwn(fields, field));
    return [
      ...(KEBAB_NAME.test(name) ? [] : [`the rule "${name}" must have a name of lower-case letters, digits and hyphens; rename it`]),
      ...(rule.fields.length === 0 ? [`the rule "${name}" names no fields; list those that it depends on`] : []),
      ...unknown.map((field) => `the rule "${name}" names the unknown field "${field}"; correct the name`),
    ];
  });
  if (named.length > 0) return named;
  const broken = ruleFaults(
    { name: typeName, fields, rules },
    { ...example, ...compute({ fields }, example).values },
    { before: undefined, invalid: new Set() },
  );
  return broken.map(({ code }) => `its example breaks the rule "${code}"; correct one of them`);
}

function actionFaults({ actions = {} }: Definition): string[] {
  return Object.entries(actions).flatMap(([name, { title, input = {}, example = {} }]) => {
    const ofInput = [
      ...fieldFaults({ fields: input, filterable: [] }),
      ...computedInputFaults(input),
      ...exampleFaults({ fields: input, example }),
    ];
    return [
      ...(KEBAB_NAME.test(name) ? [] : [`the action "${name}" must have a name of lower-case letters, digits and hyphens; rename it`]),
      ...(title.trim() === '' ? [`the action "${name}" has a blank title; name it`] : []),
      ...ofInput.map((fault) => `the action "${name}": ${fault}`),
    ];
  });
}

function computedInputFaults(input: Fields): string[] {
  return computedFields({ fields: input }).map(([name]) => `the input "${name}" cannot be computed; compute it in "change"`);
}

function isBlank(field: Field, value: unknown): boolean {
  const parsed = value === undefined ? undefined : field.parse(value);
  return parsed === undefined || (parsed.ok && parsed.value === undefined);
}
