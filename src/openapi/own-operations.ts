import type { OwnContent, OwnOperation, ReadHeader, Route } from '../http/route.ts';
import type { BodyText } from './bodies.ts';
import type { Tag } from './document.ts';
import type { RequestHeader } from './headers.ts';
import type { AnswerText, OperationText } from './operations.ts';

const HEADERS: Readonly<Record<ReadHeader, RequestHeader>> = {
  'if-match': 'IfMatch',
  'if-none-match': 'IfNoneMatch',
  'idempotency-key': 'IdempotencyKey',
  'change-set': 'ContinuedChangeSet',
  'time-zone': 'TimeZone',
};

/** Describes a route of `src/routes`. */
export function ownText({ readsHeaders = [], produces = ['application/json'] }: Route, operation: OwnOperation): OperationText {
  const { summary, description, body, answers, problems = [] } = operation;
  const answerOf = (answer: OwnOperation['answers'][number]): AnswerText => {
    if (!('schema' in answer)) return answer;
    const { schema, example } = answer;
    const media = { schema, examples: { example: { summary: answer.description, value: example } } };
    return { description: answer.description, content: Object.fromEntries(produces.slice(0, 1).map((type) => [type, media])) };
  };
  return {
    summary,
    description,
    headers: readsHeaders.map((name) => HEADERS[name]),
    ...(body === undefined ? {} : { body: bodyOf(body) }),
    answers: Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answerOf(answer)])),
    problems,
  };
}

function bodyOf({ description, schema, example }: OwnContent): BodyText {
  return { description, schema, examples: { example: { summary: description, value: example } } };
}

/** Returns the tags of own routes, each once. */
export function ownTags(routes: readonly Route[]): Tag[] {
  const tags = new Map<string, Tag>();
  for (const { operation } of routes)
    if (operation !== undefined && !tags.has(operation.tag.name)) tags.set(operation.tag.name, operation.tag);
  return [...tags.values()];
}
