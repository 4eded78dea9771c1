import type { Route } from '../http/route.ts';
import type { RecordType } from '../schema/record-type.ts';
import { CHANGE_TAG, changeSchemas } from './change-operations.ts';
import type { OpenApiDocument, PathItem, Tag } from './document.ts';
import { HEADERS, optionalHeadersOf, REQUEST_HEADERS } from './headers.ts';
import { bearer, info } from './info.ts';
import { describeOperation, isViewRoute, SERVICE_TAG } from './operation.ts';
import { ownTags } from './own-operations.ts';
import { PEOPLE_TAG, peopleSchemas } from './people-operations.ts';
import { createProblemResponses, problemResponse, problemSchemas, unreadableResponses } from './problems.ts';
import { recordSchemas } from './schemas.ts';
import { serviceSchemas } from './service-operations.ts';
import { type Subject, subjectOf } from './subject.ts';
import { viewSchemas, viewSubject } from './view-operations.ts';

export interface OpenApiOptions {
  readonly recordTypes: readonly RecordType[];
  readonly routes: readonly Route[];
}

/** Creates the OpenAPI 3.1 document of these routes. Each record type has separate paths, because its fields and filters differ. */
export function createOpenApi({ recordTypes, routes }: OpenApiOptions): OpenApiDocument {
  const subjects = recordTypes.map((type) => subjectOf(type, recordTypes));
  const views = viewSubject(recordTypes);
  const example = `/api/v1/${recordTypes[0]?.name ?? ''}`;
  const problems = createProblemResponses(example);
  const paths: Record<string, PathItem> = {};
  const add = (path: string, route: Route, subject?: Subject) => {
    paths[path] = { ...paths[path], ...describeOperation(route, problems, subject) };
  };
  for (const route of routes) {
    const path = route.path.replace(/:(id|person)\b/, '{id}').replace(/:(version|changeSet)/, '{$1}');
    const owner = subjects.find(({ type }) => type.name === route.action?.type.name);
    if (isViewRoute(route.name)) add(path, route, views);
    else if (!path.includes(':type')) add(path, route, owner);
    else for (const subject of subjects) add(path.replace(':type', subject.type.name), route, subject);
  }
  // Redocly reports a component as unused if only an extension refers to it.
  const { Allow, ...headers } = HEADERS;
  const methodNotAllowed = problemResponse(['method-not-allowed'], example);
  return {
    openapi: '3.1.1',
    info,
    servers: [{ url: '/', description: 'This server' }],
    security: [{ bearer: [] }],
    tags: [...[...subjects, views].map(tagOf), ...ownTags(routes), CHANGE_TAG, PEOPLE_TAG, SERVICE_TAG],
    paths,
    components: {
      securitySchemes: { bearer },
      schemas: {
        ...serviceSchemas,
        ...changeSchemas,
        ...peopleSchemas,
        ...viewSchemas(views),
        ...problemSchemas,
        ...Object.assign({}, ...subjects.map(recordSchemas)),
      },
      parameters: REQUEST_HEADERS,
      headers,
      responses: { ...problems.all(), ...unreadableResponses },
    },
    'x-other-methods': { ...methodNotAllowed, headers: { ...methodNotAllowed.headers, Allow } },
    'x-other-paths': { ...problemResponse(['not-found'], example), headers: optionalHeadersOf([]) },
  };
}

function tagOf({ type, Singular }: Subject): Tag {
  const fields = Object.keys(type.fields).map((name) => `\`${name}\``);
  return {
    name: type.title,
    description: `Fields: ${fields.join(', ')}. See the schemas \`${Singular}\` and \`${Singular}Input\` for their rules.`,
  };
}
