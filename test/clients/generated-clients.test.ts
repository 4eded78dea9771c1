import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServerTarget } from '../support/server-target.ts';
import { installTools, nodeTool, openApiGenerator, python, run } from './tools.ts';

/** Clients that other people's generators make from the document of a running server. Each program in `rounds` uses one of them. */
const DOCUMENT = './generated/openapi.json';
const MINUTES = 60_000;

await installTools();
const target = await startServerTarget({ database: 'embedded' });
const token = target.issuer.tokenFor({ sub: 'ada', groups: ['admin'], workspace: 'generated-clients' });
afterAll(() => target.close());

beforeAll(async () => {
  await writeFile(resolve('test/clients', DOCUMENT), await (await fetch(`${target.baseUrl}/api/openapi.json`)).text());
  await Promise.all([
    run(nodeTool('openapi-typescript'), [DOCUMENT, '--output', 'generated/openapi-fetch/schema.ts']),
    run(nodeTool('openapi-ts'), ['--input', DOCUMENT, '--output', 'generated/hey-api', '--silent']),
    run(nodeTool('orval'), ['--input', DOCUMENT, '--output', 'generated/orval/client.ts', '--client', 'fetch']),
  ]);
  const pythonClient = ['--path', DOCUMENT, '--meta', 'none', '--config', 'openapi-python-client.yaml', '--overwrite', '--fail-on-warning'];
  await run(python('openapi-python-client'), ['generate', ...pythonClient, '--output-path', 'generated/python_client']);
  // Tells mypy to read the types of the package.
  await writeFile(resolve('test/clients/generated/python_client/py.typed'), '');
  await openApiGenerator([
    'generate',
    '-g',
    'python',
    '-i',
    DOCUMENT,
    '-o',
    'generated/openapi-generator',
    '--package-name',
    'openapi_generator',
  ]);
}, 5 * MINUTES);

describe('generated clients compile', () => {
  it(
    'in TypeScript',
    async () => {
      await run(resolve('node_modules/.bin/tsc'), ['--project', '.']);
    },
    MINUTES,
  );

  it(
    'in Python',
    async () => {
      await run(python('mypy'), ['--check-untyped-defs', 'rounds'], PYTHON);
    },
    MINUTES,
  );
});

const PYTHON = { PYTHONPATH: ['generated', 'generated/openapi-generator'].map((folder) => resolve('test/clients', folder)).join(':') };
const tsx = resolve('node_modules/.bin/tsx');

describe('a generated client creates, reads, lists, patches and deletes, and meets a conflict', () => {
  it.each([
    ['openapi-typescript with openapi-fetch', tsx, 'openapi-fetch.ts'],
    ['@hey-api/openapi-ts', tsx, 'hey-api.ts'],
    ['orval', tsx, 'orval.ts'],
    ['openapi-python-client', python('python'), 'with_python_client.py'],
    ['openapi-generator for Python', python('python'), 'with_openapi_generator.py'],
  ])(
    '%s',
    async (_, program, file) => {
      const mark = crypto.randomUUID();
      const output = await run(program, [`rounds/${file}`], { ...PYTHON, BASE_URL: target.baseUrl, TOKEN: token, MARK: mark });
      expect(JSON.parse(output)).toEqual({
        created: [201, 'open'],
        read: [200, mark],
        // One list by repeated or comma-separated values of two parameters: the record that was created, and no other.
        listed: [true],
        patched: [200, 2],
        conflict: [
          412,
          expect.objectContaining({ type: '/problems/version-conflict', current: expect.objectContaining({ status: 'done' }) }),
        ],
        deleted: 204,
        gone: [404, expect.objectContaining({ type: '/problems/not-found' })],
      });
    },
    MINUTES,
  );
});
