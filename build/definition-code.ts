type Node = Readonly<Record<string, unknown>>;

export function without(code: string, properties: readonly Node[]): string {
  return properties.reduceRight(
    (text, { start, end }) => text.slice(0, Number(start)) + text.slice(Number(end)).replace(/^\s*,/, ''),
    code,
  );
}

/** Finds properties of object literals by name, in the order of the source. Does not search inside a found property. */
export function findProperties(node: unknown, names: readonly string[]): Node[] {
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

/** Finds properties of definitions by name. A field can have the same name, so only those of the definition itself. */
export function ofDefinitions(program: unknown, names: readonly string[]): Node[] {
  return findDefinitions(program).flatMap((definition) => propertiesOf(definition).filter((property) => names.includes(nameOf(property))));
}

/** Returns a module of record types without their hooks, and without imports that only these need. */
export function withoutHooks(code: string, parse: (code: string) => unknown): string {
  const hooks = ofDefinitions(parse(code), ['hooks']);
  return hooks.length === 0 ? code : withoutUnusedImports(without(code, hooks), parse);
}

/** Removes the imports of names that occur nowhere else. An import without names stays. */
function withoutUnusedImports(code: string, parse: (code: string) => unknown): string {
  const program = parse(code);
  const imports = (isNode(program) ? [program['body']].flat() : []).filter(isNode).filter(({ type }) => type === 'ImportDeclaration');
  const rest = without(code, imports);
  const isUnused = (declaration: Node) => {
    const names = [declaration['specifiers']]
      .flat()
      .filter(isNode)
      .map(({ local }) => (isNode(local) ? String(local['name']) : ''));
    return names.length > 0 && names.every((name) => !new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(rest));
  };
  return without(code, imports.filter(isUnused));
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
