import { HistoryPending } from '../history/change-sets.ts';
import { malformed, Problem, type ProblemSlug } from '../http/problem.ts';
import { toProblem, unauthenticated, unavailable } from '../http/to-problem.ts';
import { GoneForGood, IndexBuilding, KeyReused, NotFound, NotInTrash, NotUnique, VersionConflict } from '../store/record-store.ts';
import { EXAMPLE_ID, SERVICE_VALUES } from './subject.ts';

export const EXAMPLE_REQUEST_ID = '3b2f6c1e-8a44-4d0b-9c57-2e6f1d0a9b83';

/**
 * Returns the body of an example response with this problem (RFC 9457).
 * @param collection the path of the records in the example, such as `/api/v1/tasks`
 */
export function problemExample(slug: ProblemSlug, collection: string): Record<string, unknown> {
  const problem = typeof EXAMPLES[slug] === 'function' ? EXAMPLES[slug]() : new Problem(slug, { detail: EXAMPLES[slug] });
  return problem.toBody({ instance: collection + (PATH_ENDS[slug] ?? ''), requestId: EXAMPLE_REQUEST_ID });
}

const RECORD = `/${EXAMPLE_ID}`;

const PATH_ENDS: Readonly<Partial<Record<ProblemSlug, string>>> = {
  'not-found': RECORD,
  'method-not-allowed': RECORD,
  'not-in-trash': `${RECORD}/restore`,
  referenced: RECORD,
  'version-conflict': RECORD,
  'invalid-batch': '/batch',
  'invalid-csv': '/import',
};

/** For each problem, a function that creates it in the same way as the service, or only its `detail`. */
const EXAMPLES: Readonly<Record<ProblemSlug, string | (() => Problem)>> = {
  'malformed-request': () =>
    malformed([{ in: 'query', name: 'limit', code: 'out-of-range', detail: 'must be a whole number from 1 to 100' }]),
  unauthenticated,
  forbidden: 'This requires the role editor.',
  'not-found': () => toProblem(new NotFound()),
  'method-not-allowed': 'This path supports GET, HEAD, PUT, PATCH, DELETE.',
  'not-acceptable': 'This path returns application/json or text/csv.',
  'not-in-trash': () => toProblem(new NotInTrash()),
  'gone-for-good': () => toProblem(new GoneForGood()),
  referenced: () =>
    new Problem('referenced', {
      detail: 'Live records refer to this record; see "referrers". Change them first, or send detach=true to unset the references.',
      referrers: [{ type: 'tasks', id: EXAMPLE_ID, title: 'Send the quarterly report', href: `/api/v1/tasks/${EXAMPLE_ID}` }],
    }),
  'not-unique': () => toProblem(new NotUnique([{ type: 'tasks', field: 'code', id: EXAMPLE_ID, trashed: false }])),
  'version-conflict': () => toProblem(new VersionConflict({ ...SERVICE_VALUES, version: 4 })),
  'too-large': 'The body exceeds the limit of 256 KiB.',
  'unsupported-media-type': 'Send the body as application/json with that Content-Type, in UTF-8 and not compressed.',
  'invalid-record': () =>
    new Problem('invalid-record', {
      detail: '2 fields are invalid; see "errors".',
      errors: [
        { in: 'body', pointer: '/title', code: 'required', detail: 'is required' },
        { in: 'body', pointer: '/version', code: 'read-only', detail: 'is set by the service; leave it out' },
      ],
    }),
  'invalid-batch': () =>
    new Problem('invalid-batch', {
      detail: 'The operation is malformed; see "errors".',
      errors: [{ in: 'body', pointer: '/operations/0/id', code: 'required', detail: 'must be the id of a record' }],
    }),
  'invalid-csv': 'It has 1200 rows; send at most 1000 at a time.',
  'idempotency-key-reused': () => toProblem(new KeyReused()),
  'too-many-requests': 'The limit is 6000 requests per minute. Retry in 12 seconds.',
  'internal-error': () => toProblem(undefined),
  'history-pending': () => toProblem(new HistoryPending()),
  'index-building': () => toProblem(new IndexBuilding('title')),
  unavailable: () => unavailable(false),
};
