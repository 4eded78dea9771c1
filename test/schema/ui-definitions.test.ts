import { describe, expect, it } from '@jest/globals';
import { parseAst } from 'vite';
import { forUi } from '../../build/ui-definitions.ts';

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

  it.each(['field.contradiction', 'field?.operandNote', 'type.example', 'type.rules'])('do not let the UI read %s', (reading) => {
    expect(() => forUi(`export const a = ${reading};`, '/p/public/list/a.ts', parseAst)).toThrow('build/ui-definitions.ts removes');
  });
});
