import { record } from './bodies.ts';
import { type OperationText, uniqueProblems } from './operations.ts';
import { schemaRef } from './schema-parts.ts';
import { actionSchemaName } from './schemas.ts';
import type { Subject } from './subject.ts';

/** Describes the route of an action. */
export function actionText(name: string, subject: Subject): OperationText {
  const { type, singular, Singular } = subject;
  const { title = name, input, example = {} } = type.actions?.[name] ?? {};
  const body = {
    description: 'The input of the action.',
    schema: schemaRef(actionSchemaName(Singular, name)),
    examples: { example: { summary: 'An input', value: example } },
  };
  return {
    summary: `Run “${title}” on one ${singular}`,
    description:
      'Changes the record in one write, by its current values. The rules of the record apply; a fault names the field of the record. ' +
      `The version stays the same if nothing changes.${input === undefined ? ' Takes no input: the body is empty or `{}`.' : ''}`,
    headers: ['IfMatch', 'IdempotencyKey'],
    ...(input === undefined ? {} : { body }),
    answers: { 200: { description: `The current ${singular}.`, headers: ['ETag', 'Idempotency-Replayed'], content: record(subject) } },
    problems: ['gone-for-good', ...uniqueProblems(subject), 'invalid-record', 'idempotency-key-reused'],
  };
}
