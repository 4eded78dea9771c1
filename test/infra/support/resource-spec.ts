import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { isObject } from './resources.ts';
import type { Template } from './templates.ts';

const spec = loadAwsServiceSpecSync();

type ResourceSpec = NonNullable<ReturnType<typeof specOf>>;
type PropertySpecs = ResourceSpec['properties'];
type PropertyType = PropertySpecs[string]['type'];

/** Compares a template with AWS's CloudFormation specification. Finds unknown and missing types, properties and values. */
export function faultsBySpec(template: Template): string[] {
  return Object.entries(template.Resources)
    .filter(([, { Type }]) => !Type.startsWith('Custom::'))
    .flatMap(([id, { Type, Properties }]) => {
      const resource = specOf(Type);
      return resource === undefined
        ? [`${id}: there is no ${Type}`]
        : objectFaults(`${id} (${Type})`, resource.properties, Properties ?? {});
    });
}

function specOf(type: string) {
  return spec.lookup('resource', 'cloudFormationType', 'equals', type)[0];
}

function objectFaults(path: string, properties: PropertySpecs, value: unknown): string[] {
  if (!isObject(value) || isIntrinsic(value)) return [];
  const missing = Object.entries(properties).flatMap(([name, { required }]) =>
    required && value[name] === undefined ? [`${path} lacks ${name}`] : [],
  );
  const found = Object.entries(value).flatMap(([name, inner]) => {
    const property = properties[name];
    return property === undefined ? [`${path} has no ${name}`] : valueFaults(`${path}.${name}`, property.type, inner);
  });
  return [...missing, ...found];
}

function valueFaults(path: string, type: PropertyType, value: unknown): string[] {
  if (isIntrinsic(value)) return [];
  switch (type.type) {
    case 'ref':
      return objectFaults(path, spec.get('typeDefinition', type.reference.$ref).properties, value);
    case 'array':
      if (!Array.isArray(value)) return [`${path} is no list`];
      return value.flatMap((element, n) => valueFaults(`${path}[${n}]`, type.element, element));
    case 'map':
      return isObject(value)
        ? Object.entries(value).flatMap(([name, inner]) => valueFaults(`${path}.${name}`, type.element, inner))
        : [`${path} is no map`];
    case 'union': {
      const faults = type.types.map((option) => valueFaults(path, option, value));
      return faults.find((found) => found.length === 0) ?? faults[0] ?? [];
    }
    case 'string':
      if (type.allowedValues !== undefined && !type.allowedValues.includes(String(value)))
        return [`${path} is "${value}", not one of ${type.allowedValues}`];
      return isObject(value) ? [`${path} is no text`] : [];
    case 'number':
    case 'integer':
      return Number.isFinite(Number(value)) ? [] : [`${path} is no number`];
    case 'boolean':
      return [true, false, 'true', 'false'].some((allowed) => allowed === value) ? [] : [`${path} is no boolean`];
    default:
      return [];
  }
}

/** Whether CloudFormation computes the value: a reference or a function. */
function isIntrinsic(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 1 && /^(Ref|Fn::\w+)$/.test(Object.keys(value)[0] ?? '');
}
