import { NAME, TITLE } from '../name.ts';

const DESCRIPTION = `A REST API for simple records. Every record type has the same operations under \`/api/v1\`.

**Signing in.** Send an access token as \`Authorization: Bearer …\`. A caller sees the records of one workspace and has a role.
A \`viewer\` reads. An \`editor\` also creates, changes, trashes and restores. An \`admin\` also deletes permanently.
Machines have the scopes \`${NAME}/read\`, \`${NAME}/write\` and \`${NAME}/admin\` instead. A server for one local user needs no token.

**Versions.** Every change adds 1 to the \`version\` of a record. The version in quotes is the \`ETag\`.
With \`If-Match\`, the service writes only if the record still has that version. Of two writers with the same version, exactly one succeeds.

**Retries.** You can repeat PUT, PATCH and DELETE. You can repeat POST if you send an \`Idempotency-Key\`.

**Problems** are \`application/problem+json\` (RFC 9457) and list every fault of the request. \`type\` links to an explanation. Programs should read \`code\`.
An unknown path is 404. A known path with another method is 405 with \`Allow\`. Every GET path also accepts HEAD.

**Days in filters** can be relative: \`dueDate[lt]=today\`, \`today+7d\`, \`today-1w\`, \`today+1m\`, \`today-1y\`; \`monday\` is the Monday of this week.
One month after 31 January is the last day of February. The day is that of the header \`Time-Zone\` (an IANA name), else UTC.
For times, a day stands for its first instant in that zone. \`me\` stands for the caller where a field holds a person.

**Strictness.** The service refuses unknown fields, unknown query parameters and repeated ones that take one value.
Text must be well-formed Unicode without control characters.`;

export const info = {
  title: `${TITLE} API`,
  version: '1.0.0',
  description: DESCRIPTION,
  contact: { name: 'The operator of this service' },
  license: { name: 'MIT', identifier: 'MIT' },
} as const;

export const bearer = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description:
    'An OAuth 2.0 access token of the issuer that this service trusts. `x-required-role` is the least role that an operation needs.',
} as const;
