import middy from '@middy/core';
import jsonBodyParser from '@middy/http-json-body-parser';
import httpRouter from '@middy/http-router';
import validator from '@middy/validator';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { schemas } from './task-schemas.js';
import { createTasks } from './tasks.ts';

const tasks = createTasks();
const ajv = new Ajv({ coerceTypes: true, useDefaults: true });
addFormats(ajv, ['date']);
const within = (part, schema) => validator({ eventSchema: ajv.compile({ type: 'object', properties: { [part]: schema } }) });
const ownerOf = (event) => event.requestContext.authorizer.jwt.claims.sub;
const json = (statusCode, value) => ({ statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });
const refuseFaults = {
  onError: (request) => {
    request.response = json(request.error.statusCode ?? 500, {});
  },
};

/** Middy's router, its reading of bodies and its checks by JSON Schema, compiled as the function starts. */
export const handler = middy()
  .use(refuseFaults)
  .handler(
    httpRouter([
      {
        method: 'POST',
        path: '/api/v1/tasks',
        handler: middy()
          .use(jsonBodyParser())
          .use(within('body', schemas.create))
          .handler(async (event) => json(201, await tasks.create(ownerOf(event), event.body))),
      },
      {
        method: 'GET',
        path: '/api/v1/tasks',
        handler: middy()
          .use(within('queryStringParameters', { ...schemas.list, default: {} }))
          .handler(async (event) => json(200, await tasks.list(ownerOf(event), event.queryStringParameters.limit))),
      },
      {
        method: 'GET',
        path: '/api/v1/tasks/{id}',
        handler: async (event) => {
          const task = await tasks.get(ownerOf(event), event.pathParameters.id);
          return task === undefined ? json(404, {}) : json(200, task);
        },
      },
      {
        method: 'PATCH',
        path: '/api/v1/tasks/{id}',
        handler: middy()
          .use(jsonBodyParser())
          .use(within('body', schemas.patch))
          .handler(async (event) => json(200, await tasks.patch(ownerOf(event), event.pathParameters.id, event.body.status))),
      },
    ]),
  );
