import { expect, it } from '@jest/globals';
import { allows } from '../../src/identity/caller.ts';
import { createLocalIdentity } from '../../src/identity/local.ts';

it('knows one user with every role, whatever the request says', async () => {
  const identify = createLocalIdentity();
  const caller = await identify({ authorization: 'Bearer somebody.else.entirely' });
  expect(caller).toEqual(await identify({ authorization: undefined }));
  expect(caller).toMatchObject({ sub: 'local', workspace: 'local' });
  expect(allows(caller, 'admin')).toBe(true);
});
