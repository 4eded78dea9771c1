import { headIdOf, operationIdOf } from '../http/operation-id.ts';
import type { ProblemSlug } from '../http/problem.ts';
import type { ChangeRouteName, PeopleRouteName, Route, RouteName, ServiceRouteName, ViewRouteName } from '../http/route.ts';
import { actionText } from './action-operations.ts';
import { CHANGE_OPERATIONS, CHANGE_TAG } from './change-operations.ts';
import {
  type Content,
  type Link,
  type Operation,
  type Parameter,
  type PathItem,
  type Ref,
  type RequestBody,
  type ResponseObject,
  ref,
} from './document.ts';
import { type HeaderName, headersOf, type RequestHeader } from './headers.ts';
import { type AnswerText, type OperationText, RECORD_OPERATIONS } from './operations.ts';
import { ownText } from './own-operations.ts';
import { pathParameters, queryParameters } from './parameters.ts';
import { PEOPLE_OPERATIONS, PEOPLE_TAG } from './people-operations.ts';
import { type ProblemResponses, unreadableAnswers } from './problems.ts';
import { SERVICE_OPERATIONS } from './service-operations.ts';
import type { Subject } from './subject.ts';
import { VIEW_OPERATIONS } from './view-operations.ts';

/** The tag of the operations that do not belong to a record type. */
export const SERVICE_TAG = { name: 'Service', description: 'Health, the record types and this document.' };

/** Describes a route as an operation, and also as a HEAD operation if its text has `head`. Routes with `:type` need a subject. */
export function describeOperation(route: Route, problems: ProblemResponses, subject?: Subject): PathItem {
  const text = textOf(route, subject);
  const operation: Operation = {
    operationId: operationIdOf(route, subject),
    summary: text.summary,
    description: [text.description, ...rightsOf(route)].join('\n\n'),
    tags: [subject?.type.title ?? (route.operation?.tag ?? tagOf(route.name)).name],
    security: route.role === 'anyone' ? [] : [{ bearer: [] }],
    ...(route.role === 'anyone' ? {} : { 'x-required-role': route.role }),
    parameters: parametersOf(route, text, subject),
    ...(route.body === undefined || text.body === undefined ? {} : { requestBody: bodyOf(route.body, text.body) }),
    responses: { ...answersOf(route, text, subject), ...unreadableAnswers, ...problems.answersFor(problemsOf(route, text), subject) },
  };
  return { [route.method]: operation, ...(text.head === undefined ? {} : { head: headOf(operation, text.head) }) };
}

function textOf(route: Route, subject: Subject | undefined): OperationText {
  const { name, action, operation } = route;
  if (operation !== undefined) return ownText(route, operation);
  if (isServiceRoute(name)) return SERVICE_OPERATIONS[name];
  if (isPeopleRoute(name)) return PEOPLE_OPERATIONS[name];
  if (isChangeRoute(name)) return CHANGE_OPERATIONS[name];
  if (name === 'ownRoute') throw new RangeError('a route of src/routes has no operation');
  if (subject === undefined) throw new RangeError(`the route ${name} is for records, so its path must have :type`);
  if (isViewRoute(name)) return VIEW_OPERATIONS[name](subject);
  if (name === 'runRecordAction') return actionText(action?.name ?? '', subject);
  return RECORD_OPERATIONS[name](subject);
}

function isServiceRoute(name: RouteName): name is ServiceRouteName {
  return Object.hasOwn(SERVICE_OPERATIONS, name);
}

function isPeopleRoute(name: RouteName): name is PeopleRouteName {
  return Object.hasOwn(PEOPLE_OPERATIONS, name);
}

function isChangeRoute(name: RouteName): name is ChangeRouteName {
  return Object.hasOwn(CHANGE_OPERATIONS, name);
}

export function isViewRoute(name: RouteName): name is ViewRouteName {
  return Object.hasOwn(VIEW_OPERATIONS, name);
}

function tagOf(name: RouteName) {
  if (isPeopleRoute(name)) return PEOPLE_TAG;
  return isChangeRoute(name) ? CHANGE_TAG : SERVICE_TAG;
}

function headOf(operation: Operation, summary: string): Operation {
  const responses = Object.entries(operation.responses)
    // Every client accepts a response without a body.
    .filter(([status]) => status !== '406')
    .map(([status, answer]): [string, ResponseObject | Ref] => [status, withoutContent(answer)]);
  return { ...operation, operationId: headIdOf(operation.operationId), summary, responses: Object.fromEntries(responses) };
}

/** Removes the body, because a response to HEAD has none. Keeps references, because they document the headers. */
function withoutContent(answer: ResponseObject | Ref): ResponseObject | Ref {
  if ('$ref' in answer) return answer;
  const { content: _, ...rest } = answer;
  return rest;
}

function rightsOf({ role, elevatedBy, body }: Route): string[] {
  const rights =
    role === 'anyone'
      ? 'Needs no token.'
      : `Requires the role ${role}${elevatedBy === undefined ? '' : `; with \`${elevatedBy.parameter}=true\`, ${elevatedBy.role}`}.`;
  return [rights, ...(body === undefined ? [] : [`The body can have up to ${body.limit / 1024} KiB.`])];
}

function parametersOf(route: Route, { headers = [] }: OperationText, subject: Subject | undefined): (Parameter | Ref)[] {
  const names: readonly RequestHeader[] = [...headers, 'XRequestId'];
  return [...pathParameters(route), ...queryParameters(route, subject), ...names.map((name) => ref('parameters', name))];
}

function bodyOf({ types }: NonNullable<Route['body']>, { description, schema, examples }: NonNullable<OperationText['body']>): RequestBody {
  const content: Content = Object.fromEntries(types.map((type) => [type, { schema, examples }]));
  return { description, required: true, content };
}

function answersOf({ method }: Route, { answers }: OperationText, subject: Subject | undefined): Record<string, ResponseObject> {
  const ofWrites: readonly HeaderName[] = method === 'get' ? [] : ['Change-Set'];
  const described = Object.entries(answers).map(([status, { headers = [], ...answer }]): [string, ResponseObject] => [
    status,
    answerOf({ ...answer, headers: [...headers, ...ofWrites] }, subject),
  ]);
  return Object.fromEntries(described);
}

function answerOf({ description, headers = [], ownHeaders = {}, content, next }: AnswerText, subject: Subject | undefined): ResponseObject {
  // A response without a body contains no id, so take the id from the request.
  const id = content === undefined ? '$request.path.id' : '$response.body#/id';
  const links = next?.map((name): [string, Link] => [
    operationIdOf({ name }, subject),
    { operationId: operationIdOf({ name }, subject), parameters: { id } },
  ]);
  return {
    description,
    headers: { ...headersOf(headers), ...ownHeaders },
    ...(content === undefined ? {} : { content }),
    ...(links === undefined ? {} : { links: Object.fromEntries(links) }),
  };
}

/** Returns the problems of every route with these properties, and those of this operation. */
function problemsOf({ role, method, path, body }: Route, { headers = [], problems = [] }: OperationText): ProblemSlug[] {
  const ofAll: readonly ProblemSlug[] = ['malformed-request', 'internal-error'];
  const ofAnswer: readonly ProblemSlug[] = method === 'delete' ? [] : ['not-acceptable'];
  const ofSignedIn: readonly ProblemSlug[] = role === 'anyone' ? [] : ['unauthenticated', 'forbidden', 'too-many-requests', 'unavailable'];
  const ofRecord: readonly ProblemSlug[] = pathParameters({ path }).length > 0 ? ['not-found'] : [];
  const ofVersion: readonly ProblemSlug[] = headers.includes('IfMatch') ? ['version-conflict'] : [];
  const ofBody: readonly ProblemSlug[] = body === undefined ? [] : ['too-large', 'unsupported-media-type'];
  return [...ofAll, ...ofAnswer, ...ofSignedIn, ...ofRecord, ...ofVersion, ...ofBody, ...problems];
}
