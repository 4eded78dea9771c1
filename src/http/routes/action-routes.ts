import type { Action } from '../../schema/definition.ts';
import { callOwn, deepFreeze } from '../../schema/own-logic.ts';
import type { RecordType } from '../../schema/record-type.ts';
import { createRecordValidator } from '../../schema/validation.ts';
import type { Idempotency } from '../../store/idempotency.ts';
import type { RecordStore, Values } from '../../store/record-store.ts';
import { throwRecordFirst } from '../record-first.ts';
import { checkValues, type RecordOperations, resolved } from '../record-operations.ts';
import { authorUnder, claimHeaders, claimKey, underClaim } from '../request/idempotency-key.ts';
import { isObject } from '../request/json-body.ts';
import type { Answer, ApiRequest, Route } from '../route.ts';
import { JSON_BODY, readCurrent, withRecord } from './record-routes.ts';

export interface ActionRoutesOptions {
  readonly recordTypes: readonly RecordType[];
  readonly store: RecordStore;
  readonly operations: RecordOperations;
  readonly idempotency: Idempotency;
}

/** Creates one route for each action of a record type. */
export function actionRoutes({ recordTypes, store, operations, idempotency }: ActionRoutesOptions): Route[] {
  function routeOf(type: RecordType, name: string, action: Action): Route {
    const { role = 'editor', input: fields } = action;
    const what = `the action "${name}" of ${type.name}`;
    const checkInput = inputCheck(name, fields ?? {});

    async function run(request: ApiRequest): Promise<Answer> {
      const { scope, id, ifMatch, json, caller } = request;
      const input = await checkInput(json, caller.sub).catch(async (fault) => await throwRecordFirst(store, { scope, id, ifMatch }, fault));
      const claim = await claimKey(idempotency, request);
      if (claim?.applied.includes(0)) return withRecord(200, await readCurrent(store, scope, id), claimHeaders(claim));
      const context = { now: new Date().toISOString(), me: caller.sub };
      const change = (values: Values) => callOwn(what, () => action.change(deepFreeze(values), input, context));
      const options = { ...authorUnder(claim, request), ifMatch, writeId: claim?.id, isRepeatable: claim !== undefined };
      const { record } = await underClaim(idempotency, claim, async () => await operations.derive(scope, id, change, options));
      if (claim !== undefined) await idempotency.settle(claim, { applied: [0], unchanged: [] });
      return withRecord(200, record, claimHeaders(claim));
    }

    return {
      name: 'runRecordAction',
      method: 'post',
      path: `/api/v1/${type.name}/:id/actions/${name}`,
      role,
      action: { type, name },
      readsHeaders: ['if-match', 'idempotency-key'],
      body: { ...JSON_BODY, mayBeEmpty: fields === undefined },
      handle: run,
    };
  }

  return recordTypes.flatMap((type) => Object.entries(type.actions ?? {}).map(([name, action]) => routeOf(type, name, action)));
}

/** Returns a function that checks a body. It throws a `Problem` like the check of a record. */
function inputCheck(name: string, fields: RecordType['fields']): (json: unknown, me: string) => Promise<Values> {
  const validator = createRecordValidator({ name: `the action "${name}"`, fields }, { readOnly: [] });
  return async (json = {}, me) => await checkValues(isObject(json) ? resolved(fields, json, me) : json, validator);
}
