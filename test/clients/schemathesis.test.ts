import { resolve } from 'node:path';
import { afterAll, it } from '@jest/globals';
import { startServerTarget } from '../support/server-target.ts';
import { installTools, python, run } from './tools.ts';

await installTools();
const target = await startServerTarget({ database: 'embedded' });
const token = target.issuer.tokenFor({ sub: 'ada', groups: ['admin'], workspace: 'schemathesis' });
afterAll(() => target.close());

it('schemathesis finds only what schemathesis.toml allows with a reason', async () => {
  const args = ['--config-file', 'schemathesis.toml', 'run', `${target.baseUrl}/api/openapi.json`, '--no-color'];
  await run(python('schemathesis'), args, { TOKEN: token, HOOKS: resolve('test/clients/schemathesis_hooks.py') });
}, 600_000);
