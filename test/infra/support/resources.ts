import type { Properties, Resource, Template } from './templates.ts';

export type NamedResource = Resource & { readonly id: string };

/** The resources of a type, in the order of the template. */
export function resourcesOf(template: Template, type: string): NamedResource[] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, resource]) => ({ ...resource, id, Properties: resource.Properties ?? {} }));
}

/** The only resource of a type whose id has this prefix. */
export function resourceOf(template: Template, type: string, idPrefix = ''): NamedResource {
  const found = resourcesOf(template, type).filter(({ id }) => id.startsWith(idPrefix));
  if (found[0] === undefined || found.length > 1) throw new Error(`expected one ${type} ${idPrefix}, found ${found.length}`);
  return found[0];
}

export function propertiesOf(template: Template, type: string, idPrefix = ''): Properties {
  return resourceOf(template, type, idPrefix).Properties;
}

/** The value at a path of names and positions within a value; `undefined` if there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}

/** The elements of the list at a path; empty if there is no list. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const list = at(value, ...path);
  return Array.isArray(list) ? list : [];
}

/** A value and all values within it. */
export function within(value: unknown): unknown[] {
  return [value, ...(isObject(value) ? Object.values(value).flatMap(within) : [])];
}

export function isObject(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}
