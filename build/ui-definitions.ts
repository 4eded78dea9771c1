import type { Plugin } from 'vite';

/** Properties that only the service reads. In a field kind, `description` and `pattern` belong to the JSON schema. */
const OF_FIELDS = ['contradiction', 'description', 'operandNote', 'pattern', 'sortKeyBytes'];
const OF_RECORD_TYPES = ['example', 'rules'];
const FIELD_KINDS = /\/src\/schema\/fields\//;
const RECORD_TYPES = /\/src\/records\//;
const UI = /\/public\//;
const READS = /\.(contradiction|operandNote|sortKeyBytes)\b|\btype\.(example|rules)\b/;

type Node = Readonly<Record<string, unknown>>;

/** Removes from the UI what only the service reads; see `forUi`. */
export function uiDefinitions(): Plugin {
  return {
    name: 'ui-definitions',
    apply: 'build',
    // After TypeScript is compiled.
    enforce: 'post',
    transform(code, id) {
      return forUi(code, id, (source) => this.parse(source));
    },
  };
}

/**
 * Returns a module without what only the service reads of field kinds and record types, and `undefined` for other modules.
 * Otherwise the first list would wait for OpenAPI texts and for checks of definitions.
 * @throws if a module of the UI reads what is removed
 */
export function forUi(code: string, id: string, parse: (code: string) => unknown): string | undefined {
  const [reading] = (UI.test(id) && READS.exec(code)) || [];
  if (reading !== undefined) throw new Error(`${id} reads "${reading}", which build/ui-definitions.ts removes from the UI`);
  if (FIELD_KINDS.test(id)) return without(code, findProperties(parse(code), OF_FIELDS));
  if (RECORD_TYPES.test(id)) return without(code, findDefinitions(parse(code)).flatMap(exampleOf));
  return undefined;
}

function without(code: string, properties: readonly Node[]): string {
  return properties.reduceRight(
    (text, { start, end }) => text.slice(0, Number(start)) + text.slice(Number(end)).replace(/^\s*,/, ''),
    code,
  );
}

/** Finds properties of object literals by name, in the order of the source. Does not search inside a found property. */
function findProperties(node: unknown, names: readonly string[]): Node[] {
  if (Array.isArray(node)) return node.flatMap((item) => findProperties(item, names));
  if (!isNode(node)) return [];
  if (node['type'] !== 'ObjectExpression') return findProperties(Object.values(node), names);
  return propertiesOf(node).flatMap((property) => (names.includes(nameOf(property)) ? [property] : findProperties(property, names)));
}

/** Finds the arguments of `defineRecordType`. */
function findDefinitions(node: unknown): Node[] {
  if (Array.isArray(node)) return node.flatMap(findDefinitions);
  if (!isNode(node)) return [];
  const { callee } = node;
  const isDefinition = isNode(callee) && callee['name'] === 'defineRecordType';
  return isDefinition ? [node['arguments']].flat().filter(isNode) : findDefinitions(Object.values(node));
}

/** A field can have the same name, so only a property of the definition itself. */
function exampleOf(definition: Node): Node[] {
  return propertiesOf(definition).filter((property) => OF_RECORD_TYPES.includes(nameOf(property)));
}

function propertiesOf({ properties }: Node): Node[] {
  return [properties].flat().filter(isNode);
}

function nameOf({ key }: Node): string {
  return isNode(key) ? String(key['name']) : '';
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}
