import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signal } from '@preact/signals';
import { writeOf } from '../../client/src/write.ts';
import { personOf } from '../../public/model/claims.ts';
import { may } from '../../public/model/person.ts';
import { profileOf } from '../../public/model/profile.ts';
import { createPeople } from '../../public/state/people.ts';
import type { Session, SessionState } from '../../public/state/session.ts';
import { type Service, startService } from '../support/service.ts';
import { createClient } from './support/client.ts';
import { until } from './support/page.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(async () => await service.close());

interface Asked {
  readonly method: string;
  readonly path: string;
}

/** The page's people, for somebody who is signed in. */
async function openPeople(workspace: string, sub: string, name: string, { isLocal = false } = {}) {
  const token = await service.tokenFor({ sub, workspace, groups: ['admin'] });
  const { send, interfere } = createClient(service, { token: async () => token, renew: async () => false });
  const asked: Asked[] = [];
  const watch = () =>
    interfere(async (request, run) => {
      asked.push(request);
      return await run();
    });
  watch();
  const state = signal<SessionState>({ is: 'starting' });
  const session: Session = {
    state,
    isLeaving: signal(false),
    credentials: { token: async () => token, renew: async () => false },
    start: async () => undefined,
    signIn: async () => undefined,
    signOut: async () => undefined,
  };
  const people = createPeople({ send, session });
  const enter = () => {
    state.value = { is: 'in', person: { sub, name, email: `${sub}@example.com`, role: 'admin', isLocal }, expired: false };
  };
  const puts = () => asked.filter(({ method }) => method === 'PUT');
  const reads = () => asked.filter(({ method }) => method === 'GET');
  return { people, enter, send, interfere, asked, puts, reads };
}

describe('the people of a page', () => {
  it('are sent the profile once per sign-in, and read when a name is needed', async () => {
    const workspace = crypto.randomUUID();
    const ada = await openPeople(workspace, 'ada', 'Ada');
    expect(ada.asked).toEqual([]);
    ada.enter();
    ada.enter();
    expect(ada.people.nameOf('ada')).toBe('…');
    await Promise.all([ada.people.load('ada'), ada.people.load('ada')]);
    expect(ada.people.nameOf('ada')).toBe('Ada');
    expect(ada.puts()).toHaveLength(1);
    expect(ada.reads()).toHaveLength(1);
    await ada.people.load('ada');
    expect(ada.reads()).toHaveLength(1);
    expect(ada.people.all.value?.get('ada')).toMatchObject({ id: 'ada', name: 'Ada', email: 'ada@example.com' });
  });

  it('name nobody whom the directory does not have, and do not ask again for a minute', async () => {
    const ada = await openPeople(crypto.randomUUID(), 'ada', 'Ada');
    ada.enter();
    await ada.people.load('gone');
    expect(ada.people.nameOf('gone')).toBe('Former member');
    await ada.people.load('gone');
    expect(ada.reads()).toHaveLength(1);
  });

  it('are all of them, however many pages there are', async () => {
    const workspace = crypto.randomUUID();
    const ids = Array.from({ length: 101 }, (_, n) => `p${String(n).padStart(3, '0')}`);
    for (const id of ids) {
      const one = await openPeople(workspace, id, `Person ${id}`);
      one.enter();
      await until(() => one.puts().length === 1);
      await one.people.load(id);
    }
    const last = await openPeople(workspace, 'p100', 'Person p100');
    await last.people.load();
    expect(last.people.all.value?.size).toBe(101);
    expect(last.reads()).toHaveLength(2);
  });

  it('are read even if the profile could not be sent; without sign-in, none is sent', async () => {
    const ada = await openPeople(crypto.randomUUID(), 'ada', 'Ada');
    ada.interfere(async ({ method }, run) => (method === 'PUT' ? new Response('{}', { status: 403 }) : await run()));
    ada.enter();
    await ada.people.load('ada');
    expect(ada.people.nameOf('ada')).toBe('Former member');
    const local = await openPeople(crypto.randomUUID(), 'local', 'Local', { isLocal: true });
    local.enter();
    await local.people.load('x');
    expect(local.puts()).toEqual([]);
  });

  it('have no names where the directory cannot be read', async () => {
    const ada = await openPeople(crypto.randomUUID(), 'ada', 'Ada');
    ada.interfere(async () => new Response('{}', { status: 403 }));
    await ada.people.load('ed');
    expect(ada.people.nameOf('ed')).toBe('someone else');
  });
});

describe('the role of a person', () => {
  const token = (claims: object) => `x.${Buffer.from(JSON.stringify({ sub: 'a', ...claims })).toString('base64url')}.x`;

  it.each([
    [undefined, undefined, 'editor'],
    [undefined, 'none', undefined],
    [undefined, 'viewer', 'viewer'],
    [['staff'], 'none', undefined],
    [['admin'], 'none', 'admin'],
  ])('in the groups %j, with the setting %p, is %p', (groups, setting, role) => {
    const person = personOf(token({ 'cognito:groups': groups }), undefined, setting);
    expect([person.role, may(person, 'viewer')]).toEqual([role, role !== undefined]);
  });
});

describe('the profile of an id token', () => {
  const token = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
  const access = token({ sub: 'a1b2', username: 'a1b2' });

  it.each<[string, object, object]>([
    ['a name', { name: 'Ada Lovelace', email: 'ada@example.com' }, { name: 'Ada Lovelace', email: 'ada@example.com' }],
    ['the parts of a name', { given_name: 'Ada', family_name: 'Lovelace' }, { name: 'Ada Lovelace' }],
    ['an address alone', { email: 'ada@example.com' }, { name: 'ada@example.com', email: 'ada@example.com' }],
    ['a blank name', { name: ' ', email: 'ada@example.com' }, { name: 'ada@example.com', email: 'ada@example.com' }],
    ['no name at all', {}, { name: 'a1b2' }],
    ['what is no address', { name: 'Ada', email: 'ada at home' }, { name: 'Ada' }],
    ['a name that is too long', { name: '😀'.repeat(201) }, { name: '😀'.repeat(200) }],
    ['a name with a line break', { name: 'Ada\nLovelace' }, { name: 'a1b2' }],
  ])('of %s is one that the service takes', async (_, claims, profile) => {
    const person = personOf(access, token(claims));
    expect(profileOf(person)).toEqual(profile);
    const accessToken = await service.tokenFor({ sub: 'a1b2', workspace: crypto.randomUUID() });
    const { send } = createClient(service, { token: async () => accessToken, renew: async () => false });
    const { text } = await send(writeOf({ method: 'PUT', path: 'people/me', body: profileOf(person) }));
    expect(JSON.parse(text)).toMatchObject(profile);
  });
});
