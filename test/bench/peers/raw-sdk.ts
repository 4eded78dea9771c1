import { createTasks, STATUSES } from './tasks.ts';

interface Event {
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly body?: string;
  readonly requestContext: {
    readonly http: { readonly method: string };
    readonly authorizer: { readonly jwt: { readonly claims: { readonly sub: string } } };
  };
}

const PATH = /^\/api\/v1\/tasks(?:\/([^/]+))?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const tasks = createTasks();

/** What a service costs that is hardly there: a switch and an `if` for each rule. */
export async function handler({ rawPath, rawQueryString, body, requestContext }: Event) {
  const [, id] = PATH.exec(rawPath) ?? [];
  const owner = requestContext.authorizer.jwt.claims.sub;
  switch (requestContext.http.method) {
    case 'POST': {
      const { title, status = 'open', dueDate } = JSON.parse(body ?? '{}');
      if (typeof title !== 'string' || title.trim() === '' || title.length > 200 || !STATUSES.includes(status)) return json(422, {});
      if (dueDate !== undefined && (!DATE.test(dueDate) || Number.isNaN(Date.parse(dueDate)))) return json(422, {});
      return json(201, await tasks.create(owner, { title: title.trim(), status, dueDate }));
    }
    case 'PATCH': {
      const { status } = JSON.parse(body ?? '{}');
      return STATUSES.includes(status) ? json(200, await tasks.patch(owner, id ?? '', status)) : json(422, {});
    }
    default: {
      if (id === undefined) return json(200, await tasks.list(owner, Number(new URLSearchParams(rawQueryString).get('limit') ?? 25)));
      const task = await tasks.get(owner, id);
      return task === undefined ? json(404, {}) : json(200, task);
    }
  }
}

function json(statusCode: number, value: unknown) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
