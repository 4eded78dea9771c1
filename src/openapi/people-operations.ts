import type { PeopleRouteName } from '../http/route.ts';
import { ROLES } from '../identity/roles.ts';
import { PROFILE_FIELDS } from '../people/person.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import { json } from './bodies.ts';
import type { Schemas } from './document.ts';
import type { OperationText } from './operations.ts';
import { closed, pageOf, personId, schemaRef } from './schema-parts.ts';
import { inputSchema } from './schemas.ts';

export const PEOPLE_TAG = { name: 'People', description: 'The directory of a workspace: everyone who has signed in to it.' };

const EXAMPLE_PROFILE = { name: 'Ada Lovelace', email: 'ada@example.com' };
const EXAMPLE_PERSON = { id: 'ada', ...EXAMPLE_PROFILE, role: 'editor', lastSeenAt: '2026-03-02T09:30:00.000Z' };
const EXAMPLE_ME = { ...EXAMPLE_PERSON, workspace: 'shared' };

/** The operations on the directory of people. */
export const PEOPLE_OPERATIONS: Readonly<Record<PeopleRouteName, OperationText>> = {
  listPeople: {
    summary: 'List people',
    description:
      'Returns a page of the people who have signed in to this workspace, in the order of their ids. ' +
      'The `id` of a person is in `createdBy` and `updatedBy` of records. Ids that are not in the directory belong to former members and machines.',
    answers: {
      200: {
        description: 'A page of people.',
        headers: ['Link'],
        content: json('WorkspacePersonPage', 'The last page', { items: [EXAMPLE_PERSON], nextCursor: null }),
      },
    },
  },

  readMe: {
    summary: 'Read the caller',
    head: 'Check the token of the caller',
    description:
      'Returns the caller with the role and the workspace of the token. `name`, `email` and `lastSeenAt` are missing until the caller has set them.',
    answers: { 200: { description: 'The caller.', content: json('WorkspaceCaller', 'The caller', EXAMPLE_ME) } },
  },

  replaceMe: {
    summary: 'Set the name and e-mail of the caller',
    description:
      'Enters the caller into the directory, or replaces what it has of them. Clients call it once per sign-in: it also sets `role` and `lastSeenAt`, ' +
      'which no other request does. Only the caller can set these values, so the last write wins. An `email` that is left out is unset.',
    body: {
      description: 'The name and the e-mail address.',
      schema: schemaRef('WorkspaceProfile'),
      examples: { whole: { summary: 'A name and an e-mail address', value: EXAMPLE_PROFILE } },
    },
    answers: { 200: { description: 'The caller.', content: json('WorkspaceCaller', 'The caller', EXAMPLE_ME) } },
    problems: ['invalid-record'],
  },

  erasePerson: {
    summary: 'Erase a person from the directory',
    description:
      'Erases the name and the e-mail address. Records keep the id, which no longer identifies a person. ' +
      'It does not disable the account: a person who signs in again is in the directory again.',
    answers: { 204: { description: 'Erased.' } },
  },
};

const person = {
  id: { ...personId, description: 'The `sub` of the person, as in `createdBy` and `updatedBy`.' },
  name: PROFILE_FIELDS.name.jsonSchema,
  email: PROFILE_FIELDS.email.jsonSchema,
  role: { type: 'string', enum: ROLES, description: 'The role at the last sign-in.' },
  lastSeenAt: { type: 'string', format: 'date-time', description: 'Time of the last sign-in in UTC.' },
} satisfies Readonly<Record<string, JsonSchema>>;

export const peopleSchemas = {
  WorkspacePerson: closed(person, ['id', 'name', 'role', 'lastSeenAt'], 'One person of a workspace.'),
  WorkspacePersonPage: pageOf(schemaRef('WorkspacePerson'), 'A page of people.'),
  WorkspaceCaller: closed(
    {
      ...person,
      role: { ...person.role, description: 'The role of the token.' },
      workspace: { type: 'string', description: 'The workspace of the token.' },
    },
    ['id', 'role', 'workspace'],
    'The caller of the request.',
  ),
  WorkspaceProfile: closed(
    { name: inputSchema(PROFILE_FIELDS.name), email: inputSchema(PROFILE_FIELDS.email) },
    ['name'],
    'What people say about themselves.',
  ),
} satisfies Schemas;
