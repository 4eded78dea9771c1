import type { Plugin } from 'vite';
import { findProperties, ofDefinitions, without, withoutHooks } from './definition-code.ts';

/** Properties that only the service reads. In a field kind, `description` and `pattern` belong to the JSON schema. */
const OF_FIELDS = ['contradiction', 'description', 'operandNote', 'pattern', 'sortKeyBytes'];
const OF_RECORD_TYPES = ['example', 'rules'];
const HOOKS = /\bhooks\b/;
const FIELD_KINDS = /\/src\/schema\/fields\//;
const RECORD_TYPES = /\/src\/records\//;
const UI = /\/public\//;
const READS = /\.(contradiction|operandNote|sortKeyBytes)\b|\btype\.(example|rules|hooks)\b/;

/** Removes from the UI what only the service reads; see `forUi`. */
export function uiDefinitions(): Plugin {
  let isBuild = true;
  return {
    name: 'ui-definitions',
    // After TypeScript is compiled.
    enforce: 'post',
    configResolved({ command }) {
      isBuild = command === 'build';
    },
    transform(code, id) {
      if (isBuild) return forUi(code, id, (source) => this.parse(source));
      // Only hooks can have imports that a browser cannot load.
      return RECORD_TYPES.test(id) && HOOKS.test(code) ? withoutHooks(code, (source) => this.parse(source)) : undefined;
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
  if (RECORD_TYPES.test(id)) return withoutHooks(without(code, ofDefinitions(parse(code), OF_RECORD_TYPES)), parse);
  return undefined;
}
