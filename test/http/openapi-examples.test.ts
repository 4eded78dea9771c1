import { afterAll, describe, expect, it } from '@jest/globals';
import { EXAMPLE_ID } from '../../src/openapi/subject.ts';
import { recordTypes } from '../../src/records/index.ts';
import { tasks } from '../../src/records/tasks.ts';
import { savedViews } from '../../src/schema/saved-views.ts';
import type { Scope } from '../../src/store/record-store.ts';
import { createClient } from '../support/client.ts';
import { eventually } from '../support/eventually.ts';
import { storeReferenced, uniqueExamples } from '../support/example-bodies.ts';
import { createConformance } from '../support/openapi/conformance.ts';
import { openApiDocument } from '../support/openapi/document.ts';
import { documentedOperations, documentedRequests } from '../support/openapi/documented-operations.ts';
import { startInProcess } from '../support/target.ts';

const target = await startInProcess();
const { store, people } = target.services;
const document = openApiDocument();
const assertDocumented = createConformance(document);
afterAll(() => target.close());

const operations = documentedOperations(document).map((operation) => ({ ...operation, id: operation.operation.operationId }));

describe.each(operations)('the examples of $id', (documented) => {
  const { method, typeName, operation } = documented;
  const [good = ''] = Object.keys(operation.responses);

  it.each(documentedRequests(document, documented))('$name', async ({ path, headers, body }) => {
    const workspace = crypto.randomUUID();
    const admin = createClient(target, await target.tokenFor({ sub: 'ada', groups: ['admin'], workspace }));
    const type = [...recordTypes, savedViews].find(({ name }) => name === typeName);
    const isHistory = path.includes('/history') || operation.operationId === 'undoChangeSet';
    const trashed = operation.operationId.startsWith('restore') && !isHistory;
    if (type !== undefined) await makeExampleRecord({ workspace, type }, { trashed });
    if (operation.operationId === 'undoChangeSet')
      await store.create({ workspace, type: tasks }, tasks.example, { by: 'ada', changeSet: EXAMPLE_ID });
    if (operation.operationId === 'erasePerson') await people.put(workspace, 'ada', { name: 'Ada', role: 'admin' });
    const answer = await eventually(async () => {
      const early = await admin.send(method, path, { headers, body });
      // The history follows the writes.
      if (isHistory) expect(early.status).not.toBe(404);
      return early;
    });
    expect({ status: String(answer.status), body: answer.body }).toEqual({
      status: 'If-None-Match' in headers ? '304' : good,
      body: answer.body,
    });
    // An operation of a batch or a row of an import fails within a 200.
    if (path !== '/api/openapi.json') expect(answer.text ?? '').not.toContain('/problems/');
    assertDocumented({ method, path, status: answer.status, headers: answer.headers, body: answer.text });
  });
});

/** Makes the record of the examples, at version 3, as `If-Match` has it there. Another record can be created from the same example. */
async function makeExampleRecord(scope: Scope, { trashed }: { trashed: boolean }): Promise<void> {
  const by = 'ada';
  const { type } = scope;
  await storeReferenced(target.services, scope, (referenced) => uniqueExamples(referenced)());
  const example = uniqueExamples(type)();
  const [field = ''] = Object.keys(type.fields).filter((name) => !type.fields[name]?.required);
  await store.create(scope, example, { by, id: EXAMPLE_ID });
  await store.replace(scope, EXAMPLE_ID, { ...example, [field]: undefined }, { by });
  if (trashed) await store.trash(scope, EXAMPLE_ID, { by });
  else await store.replace(scope, EXAMPLE_ID, example, { by });
}
