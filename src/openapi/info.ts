const DESCRIPTION = `Keeps simple records of declared types: every type has the same operations under \`/api/v1\`.

**Signing in.** Send an access token as \`Authorization: Bearer …\`. A caller works with the records of one workspace, in a role: \`viewer\` reads;
\`editor\` also creates, changes, trashes and restores; \`admin\` also deletes for good. Machines have the scopes \`records/read\`, \`records/write\`
and \`records/admin\` instead. On a server that was started for one person on their own machine no token is wanted.

**Versions.** Every change adds 1 to a record's \`version\`, whose number in quotes is its \`ETag\`. With \`If-Match\` a write is only carried out on the
version that you know; of two writers with the same one, exactly one wins.

**Safe repetition.** PUT, PATCH and DELETE can be sent again as they are. A POST can with an \`Idempotency-Key\`.

**Problems** are told as \`application/problem+json\` (RFC 9457), all faults of a request at once. \`type\` leads to an explanation, \`code\` is for programs.
A path that is not here is a 404, another method on one that is here a 405 with \`Allow\`. HEAD is taken wherever GET is.

**Strictness.** Unknown and repeated query parameters are refused, and so are unknown fields. Text is well-formed Unicode without control characters.`;

export const info = {
  title: 'Records API',
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
