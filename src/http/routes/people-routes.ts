import type { Caller } from '../../identity/caller.ts';
import type { Role } from '../../identity/roles.ts';
import type { People } from '../../people/people.ts';
import { openPeopleCursor, sealPeopleCursor } from '../../people/people-cursor.ts';
import { PROFILE_FIELDS } from '../../people/person.ts';
import { createRecordValidator } from '../../schema/validation.ts';
import { checkValues } from '../record-operations.ts';
import { readPageRequest } from '../request/page-query.ts';
import type { Answer, ApiRequest, Route } from '../route.ts';
import { linkIfShort } from './next-link.ts';

const MAX_BODY_BYTES = 16 * 1024;
const JSON_BODY = { types: ['application/json'], limit: MAX_BODY_BYTES } as const;
const ME = '/api/v1/people/me';

/** Members of a response that only the service sets. In a request, they get the fault `read-only`. */
const READ_ONLY = ['id', 'role', 'lastSeenAt', 'workspace'];

/** Creates the routes of the directory of people. Put them before the routes of record types, whose paths match theirs. */
export function peopleRoutes({ people }: { people: People }): Route[] {
  const validator = createRecordValidator({ name: 'a person', fields: PROFILE_FIELDS }, { readOnly: READ_ONLY });

  async function list({ caller: { workspace }, query, path }: ApiRequest): Promise<Answer> {
    const { limit, after } = readPageRequest(query, (cursor) => openPeopleCursor(workspace, cursor));
    const { people: items, next } = await people.list(workspace, { limit, after });
    const nextCursor = next === undefined ? null : sealPeopleCursor(workspace, next);
    return { status: 200, headers: linkIfShort(path, query.parameters, nextCursor), body: { items, nextCursor } };
  }

  async function readMe({ caller }: ApiRequest): Promise<Answer> {
    const person = await people.get(caller.workspace, caller.sub);
    // Use the role in the token; the directory has the role at the last sign-in.
    return { status: 200, body: { ...person, ...meOf(caller) } };
  }

  async function replaceMe({ caller, json }: ApiRequest): Promise<Answer> {
    const profile = profileOf(await checkValues(json, validator));
    const { role, workspace } = meOf(caller);
    const person = await people.put(workspace, caller.sub, { ...profile, role });
    return { status: 200, body: { ...person, workspace } };
  }

  async function erase({ caller, id }: ApiRequest): Promise<Answer> {
    await people.erase(caller.workspace, id);
    return { status: 204 };
  }

  return [
    { name: 'listPeople', method: 'get', path: '/api/v1/people', role: 'viewer', parameters: 'page', handle: list },
    { name: 'readMe', method: 'get', path: ME, role: 'viewer', handle: readMe },
    { name: 'replaceMe', method: 'put', path: ME, role: 'viewer', body: JSON_BODY, handle: replaceMe },
    { name: 'erasePerson', method: 'delete', path: '/api/v1/people/:person', role: 'admin', handle: erase },
  ];
}

function meOf({ sub: id, workspace, role }: Caller): { readonly id: string; readonly workspace: string; readonly role: Role } {
  if (role === undefined) throw new Error('the route requires a role');
  return { id, role, workspace };
}

function profileOf({ name, email }: Readonly<Record<string, unknown>>): { name: string; email?: string } {
  return { name: String(name), ...(email === undefined ? {} : { email: String(email) }) };
}
