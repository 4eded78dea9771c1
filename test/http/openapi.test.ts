import { describe, expect, it, jest } from '@jest/globals';
import type { Method, Route, RouteName } from '../../src/http/route.ts';
import { createOpenApi } from '../../src/openapi/create-openapi.ts';
import type { Media, OpenApiDocument } from '../../src/openapi/document.ts';
import { withOpenApi } from '../../src/openapi/openapi.ts';
import { boolean } from '../../src/schema/fields/boolean.ts';
import { choice } from '../../src/schema/fields/choice.ts';
import { date } from '../../src/schema/fields/date.ts';
import { dateTime } from '../../src/schema/fields/date-time.ts';
import { email } from '../../src/schema/fields/email.ts';
import { number } from '../../src/schema/fields/number.ts';
import { text } from '../../src/schema/fields/text.ts';
import { textList } from '../../src/schema/fields/text-list.ts';
import { url } from '../../src/schema/fields/url.ts';
import { defineRecordType } from '../../src/schema/record-type.ts';
import { openApiDocument } from '../support/openapi/document.ts';
import { documentedOperations } from '../support/openapi/documented-operations.ts';
import { createValidate } from '../support/openapi/validate.ts';

/** A type with a field of every kind, and a name of several words. */
const orderLines = defineRecordType({
  name: 'order-lines',
  title: 'Order lines',
  singular: 'order line',
  fields: {
    label: text({ max: 80, required: true }),
    notes: text({ max: 400, lines: true }),
    state: choice({ choices: ['new', 'sent'], default: 'new' }),
    unit: choice({ choices: ['piece', 'box'] }),
    amount: number({ min: 0, integer: true }),
    price: number({ min: 0 }),
    gift: boolean({ default: false }),
    due: date({ label: 'Due on' }),
    sentAt: dateTime({}),
    contact: email({}),
    page: url({ max: 200 }),
    tags: textList({ maxItems: 3, maxLength: 20 }),
  },
  filterable: ['label', 'notes', 'state', 'unit', 'amount', 'price', 'gift', 'due', 'sentAt', 'contact', 'page', 'tags'],
  indexes: [{ by: 'due' }, { where: 'state', by: 'amount' }],
  example: { label: 'Nails', amount: 200, price: 0.05, gift: true, due: '2026-04-01', sentAt: '2026-03-31T16:30:00+02:00', tags: ['iron'] },
});

const document = openApiDocument([orderLines]);
const line = document.components.schemas['OrderLine'];
const parameters = (path: string) =>
  (document.paths[path]?.get?.parameters ?? []).flatMap((parameter) => ('name' in parameter ? [parameter] : []));

describe('the OpenAPI document', () => {
  it('has the operations of each type under names of their own', () => {
    expect(
      documentedOperations(document).map(({ method, template, operation }) => `${method} ${template} ${operation.operationId}`),
    ).toEqual([
      'get /api/health checkHealth',
      'get /api/health/ready checkReadiness',
      'get /api/v1 listRecordTypes',
      'get /api/v1/people listPeople',
      'get /api/v1/people/me readMe',
      'head /api/v1/people/me headMe',
      'put /api/v1/people/me replaceMe',
      'delete /api/v1/people/{id} erasePerson',
      'get /api/v1/views listViews',
      'post /api/v1/views createView',
      'get /api/v1/views/{id} readView',
      'head /api/v1/views/{id} headView',
      'patch /api/v1/views/{id} patchView',
      'delete /api/v1/views/{id} deleteView',
      'get /api/v1/order-lines listOrderLines',
      'post /api/v1/order-lines createOrderLine',
      'get /api/v1/order-lines/count countOrderLines',
      'get /api/v1/order-lines/{id} readOrderLine',
      'head /api/v1/order-lines/{id} headOrderLine',
      'put /api/v1/order-lines/{id} replaceOrderLine',
      'patch /api/v1/order-lines/{id} patchOrderLine',
      'delete /api/v1/order-lines/{id} deleteOrderLine',
      'post /api/v1/order-lines/{id}/restore restoreOrderLine',
      'post /api/v1/order-lines/batch batchOrderLines',
      'post /api/v1/order-lines/import importOrderLines',
      'get /api/v1/order-lines/{id}/history listOrderLineHistory',
      'get /api/v1/order-lines/{id}/history/{version} readOrderLineVersion',
      'post /api/v1/order-lines/{id}/history/{version}/restore restoreOrderLineVersion',
      'get /api/v1/changes listChanges',
      'get /api/v1/change-sets listChangeSets',
      'post /api/v1/change-sets/{changeSet}/undo undoChangeSet',
      'get /api/openapi.json readOpenApi',
    ]);
  });

  it('says who may call an operation', () => {
    const { paths } = document;
    expect(paths['/api/health']?.get?.security).toEqual([]);
    expect(paths['/api/v1/order-lines']?.get).toMatchObject({ security: [{ bearer: [] }], 'x-required-role': 'viewer' });
    expect(paths['/api/v1/order-lines']?.post).toMatchObject({ security: [{ bearer: [] }], 'x-required-role': 'editor' });
    expect(paths['/api/v1/order-lines/{id}']?.delete?.description).toContain('Requires the role editor; with `permanent=true`, admin.');
  });

  it('has a record as it is answered: whole, and closed', () => {
    const always = ['id', 'createdAt', 'updatedAt', 'createdBy', 'updatedBy', 'version', 'label', 'state', 'gift'];
    expect(line).toMatchObject({ type: 'object', required: always, additionalProperties: false });
    expect(Object.keys(line?.properties ?? {})).toEqual([...always.slice(0, 6), ...Object.keys(orderLines.fields), 'deletedAt']);
    expect(line?.properties?.['due']).toMatchObject({ title: 'Due on', type: 'string', format: 'date', examples: ['2026-04-01'] });
  });

  it('has a record as it is taken: null for what need not be there, defaults that no generator takes for required, nothing that the service sets', () => {
    const { OrderLineInput: input, OrderLinePatch: patch } = document.components.schemas;
    expect(input).toMatchObject({ required: ['label'], additionalProperties: false });
    expect(input?.properties?.['label']?.type).toBe('string');
    expect(input?.properties?.['state']).toMatchObject({
      type: ['string', 'null'],
      enum: ['new', 'sent', null],
      description: 'Default: `new`.',
    });
    expect(input?.properties?.['state']).not.toHaveProperty('default');
    expect(patch?.required).toBeUndefined();
    expect(patch?.properties?.['label']?.type).toBe('string');
    expect(Object.keys(input?.properties ?? {})).toEqual(Object.keys(orderLines.fields));
  });

  it('has each filter with each of its operators, and what it is compared with', () => {
    const names = parameters('/api/v1/order-lines').map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['label', 'label[prefix]', 'amount[gte]', 'due[lt]', 'gift', 'gift[exists]', 'tags']));
    const schemaOf = (wanted: string) => parameters('/api/v1/order-lines').find(({ name }) => name === wanted)?.schema;
    expect(schemaOf('sort')?.enum).toEqual(['createdAt', '-createdAt', 'due', '-due']);
    expect(schemaOf('amount[gte]')).toMatchObject({ type: 'integer', minimum: 0, examples: [200] });
    expect(schemaOf('tags')).toMatchObject({ type: 'array', items: { type: 'string', maxLength: 20 }, examples: [['iron']] });
    expect(schemaOf('label[exists]')).toMatchObject({ type: 'boolean' });
    expect(parameters('/api/v1/order-lines/count').find(({ name }) => name === 'groupBy')?.schema.enum).toEqual(['state', 'unit']);
  });

  it('shows only examples that its own schemas take', () => {
    const validate = createValidate(document);
    for (const [pointer, media] of mediaOf(document)) {
      for (const { value } of Object.values(media.examples ?? {}))
        expect({ pointer, faults: validate(`${pointer}/schema`, value) }).toEqual({ pointer, faults: [] });
    }
    expect(mediaOf(document).length).toBeGreaterThan(20);
  });

  it('is built on the first request, and once', async () => {
    const described = jest.fn(() => '/api/health');
    const health = Object.defineProperty(route('checkHealth', 'get', []), 'path', { get: described, enumerable: true });
    const served = withOpenApi({ recordTypes: [orderLines], routes: [health] }).at(-1);
    expect(described).not.toHaveBeenCalled();
    const first = await served?.handle(Object.create(null));
    const calls = described.mock.calls.length;
    expect(first).toMatchObject({ status: 200, body: expect.stringContaining('"/api/health"') });
    expect(await served?.handle(Object.create(null))).toEqual(first);
    expect(described).toHaveBeenCalledTimes(calls);
  });

  it('cannot be made for a parameter that nobody has described', () => {
    const routes = [route('deleteRecord', 'delete', ['unheardOf'])];
    expect(() => createOpenApi({ recordTypes: [orderLines], routes })).toThrow('"unheardOf" is not documented');
  });
});

function route(name: RouteName, method: Method, parameters: readonly string[]): Route {
  return { name, method, path: '/api/v1/:type/:id', role: 'editor', parameters, handle: () => ({ status: 204 }) };
}

/** Every body of the document that has examples, with a JSON Pointer to it. */
function mediaOf({ paths, components, ...others }: OpenApiDocument): [string, Media][] {
  const step = (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1');
  const within = (pointer: string, content: Readonly<Record<string, Media>> = {}) =>
    Object.entries(content).map(([type, media]): [string, Media] => [`${pointer}/content/${step(type)}`, media]);
  const ofOperations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, { requestBody, responses }]) => {
      const pointer = `#/paths/${step(path)}/${method}`;
      const answered = Object.entries(responses).flatMap(([status, answer]) =>
        '$ref' in answer ? [] : within(`${pointer}/responses/${status}`, answer.content),
      );
      return [...within(`${pointer}/requestBody`, requestBody?.content), ...answered];
    }),
  );
  const ofComponents = Object.entries(components.responses).flatMap(([name, { content }]) =>
    within(`#/components/responses/${name}`, content),
  );
  const ofExtensions = (['x-other-methods', 'x-other-paths'] as const).flatMap((name) => within(`#/${name}`, others[name].content));
  return [...ofOperations, ...ofComponents, ...ofExtensions];
}
