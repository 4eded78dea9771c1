import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { build, type Plugin } from 'esbuild';
import { parseAst } from 'vite';
import { forUi } from '../../build/ui-definitions.ts';
import { withoutHooksOfTypes } from '../../build/without-hooks-of-types.ts';
import { temporaryFolder } from '../support/server-process.ts';

const trimmed = (code: string, id: string) => forUi(code, id, parseAst)?.replaceAll(/\s+/g, '');

describe('the definitions in the UI', () => {
  it('have no checks and no OpenAPI texts of field kinds', () => {
    const code = `export const kind = (o) => ({ kind: 'k', contradiction: check(o), jsonSchema: { type: 'string', description: \`a \${o} b\`,
      pattern: P.source }, ...(o.retired ? { description: 'Retired' } : {}), operandNote: 'note', sortKeyBytes: bytes(o.max) });`;
    expect(trimmed(code, '/p/src/schema/fields/k.ts')).toBe(
      "exportconstkind=(o)=>({kind:'k',jsonSchema:{type:'string',},...(o.retired?{}:{}),});",
    );
  });

  it('keep a parameter, a method and a field of such a name', () => {
    const kind = 'const f = ({ pattern, description: d }) => ({ parse: (text) => check(text.pattern, d, pattern) });';
    expect(forUi(kind, '/p/src/schema/fields/k.ts', parseAst)).toBe(kind);
    const type = `defineRecordType({ fields: { example: text({ max: 9 }), description: text({ max: 9 }) }, example: { example: 'a' }, rules: { x: { check: () => 1 } }, views: [] });`;
    expect(trimmed(type, '/p/src/records/t.ts')).toBe(
      'defineRecordType({fields:{example:text({max:9}),description:text({max:9})},views:[]});',
    );
  });

  it('leave every other module alone', () => {
    expect(forUi('export const a = { pattern: 1 };', '/p/public/list/a.ts', parseAst)).toBeUndefined();
  });

  it.each(['field.contradiction', 'field?.operandNote', 'type.example', 'type.rules', 'type.hooks'])(
    'do not let the UI read %s',
    (reading) => {
      expect(() => forUi(`export const a = ${reading};`, '/p/public/list/a.ts', parseAst)).toThrow('build/ui-definitions.ts removes');
    },
  );
});

describe('the hooks of a record type', () => {
  const TYPE = `import { SDK, send } from './sdk.ts';
    import { text } from './text.ts';
    import type { Values } from './values.ts';
    import './always.ts';
    const helper = (change: Values) => change;
    export const orders = defineRecordType({ fields: { hooks: text({}) }, hooks: { after: async (change: Values) => send(SDK, change) }, views: [helper] });`;

  it('are not in the UI, and neither is what only they import', () => {
    const compiled = TYPE.replaceAll(': Values', '').replace(/import type.*/, '');
    expect(trimmed(compiled, '/p/src/records/orders.ts')).toBe(
      "import{text}from'./text.ts';import'./always.ts';consthelper=(change)=>change;" +
        'exportconstorders=defineRecordType({fields:{hooks:text({})},views:[helper]});',
    );
  });

  it('are not in the function of the API, and neither is what only they import', async () => {
    const { folder, remove } = await temporaryFolder();
    const records = join(folder, 'src/records');
    await mkdir(records, { recursive: true });
    const files = {
      'orders.ts': `declare const defineRecordType: (type: object) => object;\n${TYPE}`,
      'sdk.ts': 'console.log("side effect of the SDK"); export const SDK = 1; export const send = (...all: unknown[]) => all;',
      'text.ts': 'export const text = (options: object) => options;',
      'values.ts': 'export type Values = object;',
      'always.ts': 'console.log("always");',
    };
    for (const [name, content] of Object.entries(files)) await writeFile(join(records, name), content);
    const entryPoints = [join(records, 'orders.ts')];
    const bundleWith = async (plugins: Plugin[]) => {
      const { outputFiles } = await build({ entryPoints, bundle: true, write: false, format: 'esm', plugins });
      return outputFiles[0]?.text ?? '';
    };
    expect(await bundleWith([])).toContain('side effect of the SDK');
    const bundle = await bundleWith([withoutHooksOfTypes]);
    expect(bundle).toContain('always');
    expect(bundle).not.toMatch(/SDK|after/);
    await remove();
  });
});
