import { type Definition, type Fields, MAX_INDEXES, QUERY_WORDS, SERVICE_FIELDS } from './definition.ts';
import type { Field } from './field.ts';
import { MAX_INDEXED_BYTES } from './key-format.ts';

// Attributes that the store keeps beside the fields, and what every object has, set or not.
const RESERVED = new Set([
  ...SERVICE_FIELDS,
  'pk',
  'sk',
  'expiresAt',
  'writeId',
  'previousWriteId',
  ...Object.getOwnPropertyNames(Object.prototype),
]);
const RESERVED_SHAPE = /^i\d+[ps]k$/;
const FIELD_NAME = /^[a-z][A-Za-z0-9]{0,62}$/;
const TYPE_NAME = /^[a-z][a-z0-9-]{0,62}$/;

/** Every contradiction in a definition, naming the field and the mend; none is what it should have. */
export function definitionFaults(definition: Definition): string[] {
  return [...nameFaults(definition), ...fieldFaults(definition), ...indexFaults(definition), ...exampleFaults(definition)];
}

function nameFaults({ name }: Definition): string[] {
  return TYPE_NAME.test(name) ? [] : ['its name must be lower-case letters, digits and hyphens, as it stands in paths'];
}

function fieldFaults({ fields, filterable }: Definition): string[] {
  const faults: string[] = [];
  for (const [name, field] of Object.entries(fields)) {
    if (RESERVED.has(name) || RESERVED_SHAPE.test(name))
      faults.push(`the field "${name}" has a name that the service needs itself; rename it`);
    else if (!FIELD_NAME.test(name)) faults.push(`the field "${name}" must be named in camelCase, letters and digits only; rename it`);
    if (field.contradiction !== undefined) faults.push(`the field "${name}" ${field.contradiction}`);
    else if (field.default !== undefined) faults.push(...defaultFaults(name, field));
    if (field.required && field.default !== undefined) faults.push(`"${name}" is required and has a default; drop one of the two`);
  }
  for (const name of filterable) {
    if (!Object.hasOwn(fields, name)) faults.push(`"${name}" is filterable but no field; add the field or drop it from "filterable"`);
    if (QUERY_WORDS.some((word) => word === name))
      faults.push(`"${name}" cannot be filtered by, a list takes it for itself; rename the field`);
  }
  return faults;
}

function defaultFaults(name: string, field: Field): string[] {
  const label = `the default of "${name}", ${JSON.stringify(field.default)},`;
  const parsed = field.parse(field.default);
  if (!parsed.ok) return [`${label} breaks the field's own rules; change one of them`];
  if (parsed.value === undefined) return [`${label} is blank, which is as none; drop it`];
  const kept = JSON.stringify(parsed.value);
  return kept === JSON.stringify(field.default) ? [] : [`${label} would be kept as ${kept}; write it so`];
}

function indexFaults({ fields, indexes }: Definition): string[] {
  const faults: string[] = [];
  if (indexes.length > MAX_INDEXES) {
    faults.push(
      `it declares ${indexes.length} indexes and the table has room for ${MAX_INDEXES} a type; drop ${indexes.length - MAX_INDEXES}`,
    );
  }
  const seen = new Set<string>();
  for (const { where, by } of indexes) {
    const label = where === undefined ? `the index by "${by}"` : `the index where "${where}" by "${by}"`;
    for (const name of where === undefined ? [by] : [where, by]) {
      if (name !== 'createdAt') faults.push(...indexedFieldFaults(fields, name, label));
    }
    if (where === undefined && by === 'createdAt') faults.push(`${label} is what every type has already; drop it`);
    if (seen.has(label)) faults.push(`${label} stands there twice; drop one`);
    seen.add(label);
  }
  return faults;
}

function indexedFieldFaults(fields: Fields, name: string, label: string): string[] {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field === undefined) return [`${label} names the unknown field "${name}"; add the field or correct the name`];
  if (field.sortKey === undefined || field.sortKeyBytes === undefined) {
    return [`${label} cannot be: the kind ${field.kind} of "${name}" has no order; index another field`];
  }
  if (field.sortKeyBytes > MAX_INDEXED_BYTES) {
    return [
      `${label} cannot be: "${name}" can take ${field.sortKeyBytes} bytes and a key has room for ${MAX_INDEXED_BYTES}; lower its "max"`,
    ];
  }
  return [];
}

function exampleFaults({ fields, example }: Definition): string[] {
  const faults: string[] = [];
  for (const [name, value] of Object.entries(example)) {
    if (!Object.hasOwn(fields, name)) faults.push(`its example names the unknown field "${name}"; correct it`);
    else if (!fields[name]?.parse(value).ok) faults.push(`its example breaks the rules of "${name}"; correct it`);
  }
  for (const [name, field] of Object.entries(fields)) {
    if (field.required && isBlank(field, example[name])) faults.push(`its example leaves out "${name}", which is required; add it`);
  }
  return faults;
}

function isBlank(field: Field, value: unknown): boolean {
  const parsed = value === undefined ? undefined : field.parse(value);
  return parsed === undefined || (parsed.ok && parsed.value === undefined);
}
