import { afterAll, expect, it } from '@jest/globals';
import { createLocalIdentity } from '../../src/identity/local.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { enterLocalPerson } from '../../src/server/enter-local-person.ts';
import { StoreUnavailable } from '../../src/store/record-store.ts';
import { startInProcess } from '../support/target.ts';

const target = await startInProcess();
afterAll(async () => await target.close());

const { people } = target.services;
const identify = createLocalIdentity();
const log: string[] = [];
const logger = createLogger({ level: 'info', write: (line) => log.push(line) });

it('enters the user of a service without sign-in once, and keeps the name that they gave themselves', async () => {
  await enterLocalPerson({ people, identify, logger });
  expect(await people.get('local', 'local')).toMatchObject({ name: 'Local user', role: 'admin' });
  await people.put('local', 'local', { name: 'Ada', role: 'admin' });
  await enterLocalPerson({ people, identify, logger });
  expect(await people.get('local', 'local')).toMatchObject({ name: 'Ada' });
});

it('lets the service start while its table is away', async () => {
  const away = { ...people, get: async () => Promise.reject(new StoreUnavailable('the table does not answer', { outcomeUnknown: false })) };
  await enterLocalPerson({ people: away, identify, logger });
  expect(log).toEqual([expect.stringContaining('the local user is not in the directory')]);
});
