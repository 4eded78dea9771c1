import { expect, it } from '@jest/globals';
import { createLocalIdentity } from '../../src/identity/local.ts';
import { includesRole } from '../../src/identity/roles.ts';

it('knows one user with every role, whatever the request says', async () => {
  const identify = createLocalIdentity();
  const caller = await identify({ authorization: 'Bearer somebody.else.entirely' });
  expect(caller).toEqual(await identify({ authorization: undefined }));
  expect(caller).toMatchObject({ sub: 'local', workspace: 'local' });
  expect(includesRole(caller.role, 'admin')).toBe(true);
});
